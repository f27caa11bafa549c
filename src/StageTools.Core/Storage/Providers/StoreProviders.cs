namespace StageTools.Storage.Providers;

/// <summary>All kinds of store, each asked for by the scheme of a URL.</summary>
public sealed class StoreProviders : IDisposable
{
    private readonly IReadOnlyList<IStoreProvider> _providers;
    private readonly Dictionary<string, IStoreProvider> _byScheme;
    private readonly string _served;

    internal StoreProviders(params IReadOnlyList<IStoreProvider> providers)
    {
        _providers = providers;
        _byScheme = providers.SelectMany(static provider => provider.Schemes, static (provider, scheme) => (provider, scheme))
            .ToDictionary(static pair => pair.scheme, static pair => pair.provider, StringComparer.Ordinal);
        Keys = new ConnectionKeys([.. providers.SelectMany(static provider => provider.Keys), new ConnectionKey(StageConnection.NameKey)]);
        var forms = providers.SelectMany(static provider => provider.Forms).ToArray();
        _served = $"A stage can lie in {forms[0]}, in {string.Join(", ", forms[1..^1])} or {forms[^1]}";
    }

    /// <summary>The keys of all stores' connections.</summary>
    internal ConnectionKeys Keys { get; }

    /// <summary>
    /// Reads a URL or a folder's path; a relative path is taken from <paramref name="currentFolder"/>, <c>~</c> is the home folder.
    /// </summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageUrlInvalid"/> or <see cref="StageErrorCode.StorageNotServed"/>.</exception>
    public StageUrl ParseUrl(string text, string currentFolder)
    {
        ArgumentNullException.ThrowIfNull(text);
        var url = new WrittenUrl(text, string.Empty, text, currentFolder, _served);
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0'))
            throw url.Refused("it is empty or holds NUL");

        StageUrl.RequireShort(text);
        if (SchemeOf(text) is { } scheme)
            url = url with { Scheme = scheme, Rest = text[(scheme.Length + 3)..] };
        else if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && _byScheme.ContainsKey(text[..end].ToLowerInvariant()))
            throw url.Refused($"two slashes are wanted behind '{text[..end]}:'; a folder that is called so is written './{text[..end]}:'");

        return url.Scheme == "stage" ? throw url.Refused("a stage cannot contain another stage")
            : _byScheme.TryGetValue(url.Scheme, out var provider) ? provider.Read(url)
            : throw NotServed(url.Scheme, StageUrl.WithoutSecrets(text));
    }

    /// <summary>Reads a URL that says all of where it leads, wherever one is.</summary>
    /// <exception cref="StageException">As in the other.</exception>
    public StageUrl ParseUrl(string text) => ParseUrl(text, Path.GetPathRoot(AppContext.BaseDirectory)!);

    /// <summary>The schemes of stores that are reached by a connection: what its <c>STORAGE_TYPE</c> may be.</summary>
    public IEnumerable<string> StorageTypes =>
        _providers.Where(static provider => provider.Keys.Count > 0).SelectMany(static provider => provider.Schemes);

    /// <summary>Whether there is a store for URLs of this scheme.</summary>
    internal bool Serves(string url) => SchemeOf(url) is not { } scheme || _byScheme.ContainsKey(scheme);

    /// <summary>Reads settings as the two systems write them: keys in any case, a later key over an earlier one.</summary>
    /// <exception cref="StageException">
    /// <see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist, a value it cannot have, or two that contradict each other; <see
    /// cref="StageErrorCode.CredentialRequired"/> for half a credential.
    /// </exception>
    public StageConnection? ParseConnection(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var secrets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (written, value) in pairs)
        {
            var key = Keys.Canonical(written);
            (Keys.IsSecret(key) ? secrets : settings)[key] = value;
        }

        if (settings.Remove(StageConnection.NameKey, out var name))
        {
            return settings.Keys.Concat(secrets.Keys).FirstOrDefault() is not { } other
                ? StageConnection.None with { Name = name }
                : throw StageErrorCode.OptionInvalid.Error(
                    $"{StageConnection.NameKey} stands alone: all of '{name}' is in the catalog. Leave out {other}, or make another connection.",
                    other);
        }

        Keys.Normalize(settings);
        var connection = new StageConnection(settings, secrets);
        foreach (var provider in _providers)
        {
            provider.Complete(settings);
            provider.Check(connection);
        }

        return settings.Count + secrets.Count == 0 ? null : connection;
    }

    /// <summary>Reads a server's address with the place in it, as MatrixOne's <c>"endpoint"</c> has it.</summary>
    /// <param name="server">The address.</param>
    /// <param name="path">Its path, as <see cref="IStoreProvider.ReadServer"/> takes it.</param>
    /// <returns>The URL, null where the address names nothing but a server; and the server.</returns>
    internal (StageUrl? Url, string Server) ReadServer(Uri server, string path)
    {
        var (url, address) = _providers.Select(provider => provider.ReadServer(server, path)).OfType<(string? Url, string Server)>().First();
        return (url is null ? null : ParseUrl(url, "/"), address);
    }

    /// <summary>What is shown of a connection, without whatever says as whom the store is reached: whoever asks is himself then.</summary>
    internal StageConnection WithoutIdentity(IReadOnlyDictionary<string, string>? shown) =>
        StageConnection.Combine(
            (shown ?? StageConnection.None.Settings).Where(pair => !Keys.IsIdentity(pair.Key)).ToDictionary(StringComparer.Ordinal), secrets: null);

    /// <summary>The URL that a connection says is meant.</summary>
    internal StageUrl Resolve(StageUrl url, StageConnection? connection) => connection is null ? url : Of(url).Resolve(url, connection);

    /// <summary>The folder of this machine that a URL names; null for what lies elsewhere, and for no URL.</summary>
    internal string? FolderOf(StageUrl? url) => url is null ? null : Of(url).FolderOf(url);

    /// <summary>Whether a place wants secrets of whoever reaches it, if not the machine's own.</summary>
    internal bool TakesSecrets(StageUrl url) => Of(url).Keys.Any(static key => key.IsSecret);

    /// <summary>Refuses settings that a place has no use for.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    internal void RefuseConnection(StageUrl? url, StageConnection? connection)
    {
        if (connection is not null)
            Refuse(url is null ? [] : Of(url).Keys, connection, url?.ToString() ?? "an internal stage");
    }

    /// <summary>The scheme that a connection's <c>STORAGE_TYPE</c> names, in lower case.</summary>
    /// <exception cref="StageException"><c>StorageNotServed</c>; <c>OptionInvalid</c> for settings that such a store has no use for.</exception>
    internal string StorageTypeOf(string written, StageConnection connection)
    {
        var scheme = written.ToLowerInvariant();
        if (scheme.Length == 0 || !_byScheme.TryGetValue(scheme, out var provider))
            throw NotServed(scheme, written);

        Refuse(provider.Keys, connection, scheme);
        return scheme;
    }

    /// <inheritdoc cref="IStoreProvider.WarningOf"/>
    internal string? WarningOf(StageUrl? url) => url is null ? null : Of(url).WarningOf(url);

    /// <inheritdoc cref="IStoreProvider.Open"/>
    internal IStore Open(StageUrl url, StageConnection connection, string? shownAs) => Of(url).Open(url, connection, shownAs);

    /// <summary>Opens all that a connection reaches, for what a URL names in it.</summary>
    internal (IStore Store, StageKey Key) OpenItem(StageUrl url, StageConnection connection)
    {
        var (whole, key) = Of(url).Split(url);
        return (Open(whole, connection, shownAs: null), key);
    }

    /// <summary>Forgets what stores answered a moment ago.</summary>
    internal void Forget()
    {
        foreach (var provider in _providers)
            provider.Forget();
    }

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        foreach (var provider in _providers)
            provider.Dispose();
    }

    private void Refuse(IReadOnlyList<ConnectionKey> known, StageConnection connection, string shown)
    {
        if (known.Count == 0)
        {
            var forms = string.Join(", ", _providers.Where(static provider => provider.Keys.Count > 0).SelectMany(static provider => provider.Forms));
            throw StageErrorCode.OptionInvalid.Error($"Credentials and connection settings go with {forms}; {shown} has none. Leave them out.");
        }

        if (connection.Settings.Keys.Concat(connection.Secrets.Keys).FirstOrDefault(said => known.All(key => key.Name != said)) is { } other)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{shown}' is reached without {other}, which is a setting of other stores; leave it out.", other);
        }
    }

    /// <summary>The store of a URL. One of a later version may have registered what this one has no store for.</summary>
    internal IStoreProvider Of(StageUrl url) =>
        _byScheme.TryGetValue(url.Scheme, out var provider) ? provider : throw NotServed(url.Scheme, url.ToString());

    private static string? SchemeOf(string url) => url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var colon
        ? url[..colon].ToLowerInvariant()
        : null;

    private StageException NotServed(string scheme, string shown) =>
        StageErrorCode.StorageNotServed.Error($"{UnservedStorage.Describe(scheme)} is not served. {_served}.", shown);
}

/// <summary>Storage that others serve and StageTools does not, by its full name.</summary>
internal static class UnservedStorage
{
    /// <summary>What a scheme stands for, with the scheme.</summary>
    public static string Describe(string scheme) => NameOf(scheme.ToLowerInvariant()) is { } name
        ? $"{name} ({scheme}://)"
        : $"Storage of the kind '{scheme}://'";

    private static string? NameOf(string scheme) => scheme switch
    {
        "azblob" or "azure" or "wasb" or "wasbs" => "Azure Blob Storage",
        "abfs" or "abfss" => "Azure Data Lake Storage",
        "obs" => "Huawei Cloud OBS",
        "cos" or "cosn" => "Tencent Cloud COS",
        "webhdfs" => "WebHDFS",
        "hdfs" => "HDFS",
        "hf" => "Hugging Face",
        "ipfs" => "IPFS",
        "http" or "https" => "A web server",
        "ftp" or "ftps" => "An FTP server",
        "sftp" => "An SFTP server",
        _ => null,
    };
}
