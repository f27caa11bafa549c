namespace StageTools.Storage.Buckets;

/// <summary>Buckets of all services that speak S3's language: <c>s3://bucket/prefix/</c>, <c>oss://…</c>, <c>gcs://…</c>.</summary>
internal sealed class BucketProvider : IStoreProvider
{
    private readonly BucketConnections _connections = new();

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Schemes { get; } =
        [.. BucketKind.All.SelectMany(static kind => (string[])[kind.Scheme, .. kind.OtherSchemes])];

    /// <inheritdoc/>
    public IReadOnlyList<string> Forms { get; } = [.. BucketKind.All.Select(static kind => $"{kind.Scheme}://bucket/prefix/")];

    /// <inheritdoc/>
    public string Noun => "bucket";

    /// <inheritdoc/>
    public IReadOnlyList<ConnectionKey> Keys => BucketKeys.All;

    /// <inheritdoc/>
    public StageUrl Read(WrittenUrl url)
    {
        var kind = BucketKind.Of(url.Scheme);
        var read = new StageUrl(kind.Scheme, StageUrl.WithoutSlash(url.Rest));
        var bucket = read.Authority;
        if (bucket.Length == 0)
            throw url.Refused("it names no bucket");

        if (bucket.AsSpan().IndexOfAny("@:#? ") >= 0)
            throw url.Refused("a bucket's name holds no '@', ':', '#', '?' or blank; keys are given beside it");

        if (url.Rest.Contains('?', StringComparison.Ordinal))
        {
            throw url.Refused(
                "it holds a '?', behind which settings stand in other tools; those are given beside it, and no folder may be called so");
        }

        if (BucketName.Refusal(bucket, kind.HasLongNames) is { } reason)
            throw url.Refused(reason);

        StageKey.Check(read.Location, url.Text);
        return read;
    }

    /// <inheritdoc/>
    public (string? Url, string Server)? ReadServer(Uri server, string path) => BucketAddress.Read(server, path);

    /// <inheritdoc/>
    public StageUrl Resolve(StageUrl url, StageConnection connection) =>
        url.Scheme == BucketKind.All[0].Scheme && connection.Settings.GetValueOrDefault(BucketKeys.Provider.Name)?.ToUpperInvariant() is { } name
        && BucketKind.All.FirstOrDefault(kind => kind.ProviderNames.Contains(name, StringComparer.Ordinal)) is { } kind
            ? url with { Scheme = kind.Scheme }
            : url;

    /// <inheritdoc/>
    public (StageUrl Whole, StageKey Key) Split(StageUrl url)
    {
        var key = StageKey.Parse(url.Path);
        return key.Value == url.Path
            ? (url with { Location = url.Authority }, key)
            : throw StageErrorCode.StageUrlInvalid.Error(
                $"'{url}' has a folder without a name, and no file is written there; write one '/'.", url.ToString());
    }

    /// <inheritdoc/>
    public void Complete(IDictionary<string, string> settings) => BucketRules.Complete(settings);

    /// <inheritdoc/>
    public void Check(StageConnection connection) => BucketRules.Check(connection);

    /// <inheritdoc/>
    public void Require(StageUrl url, IReadOnlyDictionary<string, string>? shown)
    {
        if (BucketKind.Of(url.Scheme).WhyNot?.Invoke(url, StageConnection.Combine(shown, secrets: null)) is { } lack)
            throw lack;
    }

    /// <inheritdoc/>
    public string? PolicyOf(StageUrl url, string users, string shared) => BucketKind.Of(url.Scheme).Policy?.Invoke(url, users, shared);

    /// <inheritdoc/>
    public IStore Open(StageUrl url, StageConnection connection, string? shownAs) => _connections.Open(url, connection, shownAs);

    /// <inheritdoc/>
    public void Forget() => _connections.Recent.Forget();

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}

/// <summary>The connections of an engine: one for each address and credentials, made when it is first needed.</summary>
internal sealed class BucketConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BucketConnection>> _connections = new(StringComparer.Ordinal);
    private readonly Lazy<RecentAnswers> _recent = new(static () => new RecentAnswers());

    /// <summary>How long an attempt at an ordinary request is waited for.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The store of a place in a bucket.</summary>
    /// <param name="url">The bucket, and what the keys begin with.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="shownAs">What messages call it; null for its URL.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    public BucketStore Open(StageUrl url, StageConnection settings, string? shownAs)
    {
        var (bucket, key) = (url.Authority, KeyOf(url.Scheme, settings));
        var made = _connections.GetOrAdd(
            key, _ => new Lazy<BucketConnection>(() => new BucketConnection(url.Scheme, settings, bucket, Recent, Timeout)));
        try
        {
            return new BucketStore(new Bucket(made.Value, bucket, url.Location == bucket ? string.Empty : url.Path + "/", shownAs));
        }
        catch (Exception e)
        {
            // A profile or a certificate that was missing may be there the next time.
            _connections.TryRemove(KeyValuePair.Create(key, made));
            if (e is StageException)
                throw;

            // What the SDK says of a file with keys may quote it: nothing of that is passed on.
            throw StageErrorCode.CredentialRequired.Error(
                $"No connection to the bucket '{bucket}' could be made from the settings, the environment and the files of AWS's tools "
                    + $"({e.GetType().Name}); check those.",
                shownAs ?? url.ToString());
        }
    }

    /// <summary>What all buckets answered a moment ago.</summary>
    public RecentAnswers Recent => _recent.Value;

    public void Dispose()
    {
        if (!_connections.IsEmpty)
            DisposeAll();
    }

    // A method of its own, so that the SDK is not loaded only to find that it was never used.
    private void DisposeAll()
    {
        foreach (var connection in _connections.Values)
        {
            if (connection.IsValueCreated)
                connection.Value.Dispose();
        }
    }

    /// <summary>
    /// What tells two connections apart, as a hash: it holds secrets. The environment is in it, and the time of the files with profiles, so that
    /// another profile or a new key counts from the next command on.
    /// </summary>
    private static string KeyOf(string scheme, StageConnection settings)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(static entry => ((string)entry.Key).StartsWith("AWS_", StringComparison.Ordinal))
            .OrderBy(static entry => (string)entry.Key, StringComparer.Ordinal)
            .Select(static entry => $"{entry.Key}={entry.Value}")
            .Concat(BucketCredentials.FileTimes());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (IEnumerable<string>[])[[scheme], Written(settings.Settings), Written(settings.Secrets), environment])
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', part))));

        return Convert.ToHexString(hash.GetHashAndReset());

        static IEnumerable<string> Written(IReadOnlyDictionary<string, string> settings) =>
            settings.SelectMany(static s => (string[])[s.Key, s.Value]);
    }
}
