namespace StageTools.Stages;

/// <summary>The storage of the catalog itself: where internal and user stages keep their files, in the catalog's folder or in a bucket, that of the
/// team where its catalog names one.</summary>
internal sealed class InternalStorage(MachineHome home, StoreProviders stores, SecretBox secrets)
{
    // What the name of an IAM user may hold (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
    private static readonly SearchValues<char> PolicyNames =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-");

    /// <summary>The folder of all users' own stages.</summary>
    public const string UsersFolder = "users";

    /// <summary>The folder of all internal stages.</summary>
    public const string StagesFolder = "stages";

    /// <summary>The store of an internal stage.</summary>
    /// <param name="entry">The stage.</param>
    /// <param name="shownAs">What messages call it.</param>
    /// <param name="createFolder">Called before the first file, where a folder must be made.</param>
    public IStore Open(CatalogEntry entry, string shownAs, Action createFolder) =>
        Open(SettingOf(entry.Storage), StageKeyOf(entry.Id), home.StageFolder(entry.Id), shownAs, createFolder);

    /// <summary>The store of this user's own stage. In a bucket it is as private as the bucket's policy makes the prefix.</summary>
    public IStore OpenUser(CatalogEntry entry, string shownAs)
    {
        if (entry.Storage is { User: { } user } storage)
            return Open(new StorageSetting(storage.Url, stores.WithoutIdentity(storage.Connection?.ReadConnection())), UserKeyOf(user), shownAs);

        var folder = home.UserFolder();
        return Open(
            SettingOf(storage: null),
            $"{UsersFolder}/{Uri.EscapeDataString(MachineHome.UserName)}",
            folder,
            shownAs,
            () => home.CreateFolder(folder));
    }

    /// <summary>Where the files of an internal stage lie; null where it has none yet, or can have none.</summary>
    public string? Locate(CatalogEntry entry) => !EntryId.Is(entry.Id) ? null : (entry.Storage?.Url ?? SettingOf(storage: null)?.Url) is { } url
        ? url.Append(StageKeyOf(entry.Id)).ToString()
        : Directory.Exists(home.StageFolder(entry.Id)) ? home.StageFolder(entry.Id) : null;

    /// <summary>Removes the files of a dropped stage.</summary>
    /// <returns>False when some stayed: the next clean-up tries again.</returns>
    public async Task<bool> TryRemoveAsync(string id, CatalogStorage? storage, CancellationToken cancellationToken)
    {
        // What is no id never had files.
        if (!EntryId.Is(id))
            return true;

        try
        {
            var folder = home.StageFolder(id);
            if (Directory.Exists(folder))
                await new FileStore(home.Own(folder)).RemoveAllAsync(cancellationToken).ConfigureAwait(false);

            return SettingOf(storage) is not { } setting
                || await RemoveAllAsync(Open(setting, StageKeyOf(id), setting.Url.ToString()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StageException or IOException or UnauthorizedAccessException)
        {
            // A file in use, another user's, or a bucket that is away.
            return false;
        }
    }

    private static async Task<bool> RemoveAllAsync(IStore store, CancellationToken cancellationToken)
    {
        if (!await store.RemoveAllAsync(cancellationToken).ConfigureAwait(false))
            return false;

        // The files are gone; not everybody may list uploads.
        _ = await store.RemoveLeftoversAsync(TimeSpan.Zero, cancellationToken).ErrorAsync().ConfigureAwait(false);
        return true;
    }

    private static string StageKeyOf(string id) => $"{StagesFolder}/{EntryId.Require(id)}";

    /// <summary>A user's folder: his name as the bucket's policy has it, where it is one that a policy may name.</summary>
    private static string UserKeyOf(string user)
    {
        var isPlain = user.AsSpan().IndexOfAnyExcept(PolicyNames) < 0 && user.AsSpan().Trim('.').Length > 0;
        return $"{UsersFolder}/{(isPlain ? user : Uri.EscapeDataString(user).Replace(".", "%2E", StringComparison.Ordinal))}";
    }

    private StorageSetting? SettingOf(CatalogStorage? storage) => storage is null
        ? StorageSetting.FromEnvironment(stores)
        : new StorageSetting(storage.Url, storage.Connection is { } named ? secrets.ConnectionOf(named) : StageConnection.None);

    private IStore Open(StorageSetting? setting, string key, string folder, string shownAs, Action createFolder) => setting is not null
        ? Open(setting, key, shownAs)
        : new FileStore(home.Own(folder), createFolder, shownAs: shownAs);

    private IStore Open(StorageSetting setting, string folder, string shownAs) =>
        stores.Open(setting.Url.Append(folder), setting.Connection, shownAs);
}

/// <summary>
/// Where internal and user stages keep their files when not in the catalog's folder: a bucket, named by <c>$STAGETOOLS_STORAGE</c> as
/// <c>s3://bucket/prefix/?endpoint_url=…&amp;region=…</c>. Keys that are secret have no place in it: the machine's own credentials are used.
/// </summary>
/// <param name="Url">The bucket, and what all keys begin with.</param>
/// <param name="Connection">How it is reached.</param>
internal sealed record StorageSetting(StageUrl Url, StageConnection Connection)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "STAGETOOLS_STORAGE";

    /// <summary>The setting of the environment; null for the catalog's own folder.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no bucket, or for secrets in it.</exception>
    public static StorageSetting? FromEnvironment(StoreProviders stores) =>
        Environment.GetEnvironmentVariable(Variable) is { } text && !string.IsNullOrWhiteSpace(text) ? Parse(text.Trim(), stores) : null;

    private static StorageSetting Parse(string text, StoreProviders stores)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var url = stores.ParseUrl(question < 0 ? text : text[..question]);
        if (stores.FolderOf(url) is not null)
            throw Invalid($"{Variable} names a bucket, such as s3://team/stagetools/; for a folder set {MachineHome.Variable} instead.");

        var pairs = question < 0 ? [] : text[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair);
        var connection = stores.ParseConnection(pairs) ?? StageConnection.None;
        return connection.Secrets.Count == 0
            ? new StorageSetting(url, connection)
            : throw Invalid(
                $"{Variable} holds a secret, and the environment is no place for one; use a profile (profile_name=…) or the machine's own "
                    + "credentials.");
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], Uri.UnescapeDataString(text[(equals + 1)..]))
            : throw Invalid($"{Variable} holds a setting without a value; write key=value pairs behind the '?', with '&' between them.");
    }

    private static StageException Invalid(string sentence) => StageErrorCode.OptionInvalid.Error(sentence, Variable);
}
