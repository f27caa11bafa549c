using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage.Buckets.Services;
using StageTools.Storage.Providers;

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
        ArgumentNullException.ThrowIfNull(url);
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
        url.Scheme == BucketKind.All[0].Scheme && connection.Settings.GetValueOrDefault(BucketKeys.Provider)?.ToUpperInvariant() is { } name
        && BucketKind.All.FirstOrDefault(kind => kind.ProviderNames.Contains(name, StringComparer.Ordinal)) is { } kind
            ? url with { Scheme = kind.Scheme }
            : url;

    /// <inheritdoc/>
    public (StageUrl Whole, StageKey Key) Split(StageUrl url)
    {
        var key = StageKey.Parse(url.Path);
        return key.Value == url.Path
            ? (url with { Location = url.Authority }, key)
            : throw new StageException(
                StageErrorCode.StageUrlInvalid,
                $"'{url}' has a folder without a name, and no file is written there; write one '/'.",
                url.ToString());
    }

    /// <inheritdoc/>
    public void Normalize(IDictionary<string, string> settings) => BucketRules.Normalize(settings);

    /// <inheritdoc/>
    public void Check(StageConnection connection) => BucketRules.Check(connection);

    /// <inheritdoc/>
    public void Require(StageUrl url, IReadOnlyDictionary<string, string>? shown)
    {
        if (BucketKind.Of(url.Scheme).WhyNot?.Invoke(url, StageConnection.Combine(shown, secrets: null)) is { } lack)
            throw lack;
    }

    /// <inheritdoc/>
    public IStore Open(StageUrl url, StageConnection connection, string? shownAs) => _connections.Open(url, connection, shownAs);

    /// <inheritdoc/>
    public void Forget() => _connections.Recent.Forget();

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
