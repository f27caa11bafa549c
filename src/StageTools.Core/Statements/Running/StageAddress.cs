using StageTools.Errors;
using StageTools.Paths;
using StageTools.Statements.Parts;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>Where a stage lies and how it is reached, as a statement says it.</summary>
/// <param name="Url">Where its files lie; null where the statement does not say it.</param>
/// <param name="Connection">How its store is reached; null where the statement does not say it.</param>
internal sealed record StageAddress(StageUrl? Url, StageConnection? Connection)
{
    /// <summary>Puts the parts of a statement together.</summary>
    /// <param name="url">The URL, or a folder's path.</param>
    /// <param name="endpoint">The server, where MatrixOne's form writes it in the place of the URL.</param>
    /// <param name="settings">CONNECTION or CREDENTIALS.</param>
    /// <param name="folder">Where relative paths begin.</param>
    /// <exception cref="StageException"><c>StageUrlInvalid</c>, <c>StorageNotServed</c>, <c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    public static StageAddress Of(string? url, string? endpoint, IEnumerable<ConnectionSetting>? settings, string folder)
    {
        var pairs = (settings ?? []).Select(static s => KeyValuePair.Create(s.Key, s.Value)).ToList();
        if (url is not null)
            return Of(KnownStores.All.ParseUrl(url, folder), KnownStores.All.ParseConnection(pairs));

        if (endpoint is null)
            return new StageAddress(Url: null, KnownStores.All.ParseConnection(pairs));

        if (!IsServer(endpoint))
            return Of(KnownStores.All.ParseUrl(endpoint, folder), KnownStores.All.ParseConnection(pairs));

        var (bucket, server) = Read(endpoint);
        if (!pairs.Exists(static pair => pair.Key == StageConnection.EndpointKey))
            pairs.Add(new(StageConnection.EndpointKey, server));

        return Of(bucket, KnownStores.All.ParseConnection(pairs));
    }

    /// <summary>MatrixOne writes <c>s3://</c> for every bucket, and whose it is under PROVIDER.</summary>
    private static StageAddress Of(StageUrl url, StageConnection? connection) => new(KnownStores.All.Resolve(url, connection), connection);

    /// <summary>A URL of a bucket or a folder may stand there too, and a folder's path (MatrixOne: "the endpoint may vary").</summary>
    private static bool IsServer(string endpoint)
    {
        var colon = endpoint.IndexOf("://", StringComparison.Ordinal);
        return colon < 0
            ? !(endpoint is ['/' or '~' or '.', ..] || Path.IsPathFullyQualified(endpoint))
            : endpoint[..colon].ToUpperInvariant() is "HTTP" or "HTTPS";
    }

    /// <summary>Takes a bucket's address apart.</summary>
    private static (StageUrl Bucket, string Server) Read(string endpoint)
    {
        var address = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : "https://" + endpoint;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            var shown = StageUrl.WithoutSecrets(address);
            throw new StageException(
                StageErrorCode.StageUrlInvalid,
                $"The endpoint '{shown}' is not a bucket's address; write 'server/bucket/folder/' or 'bucket.server/folder/', and keys under "
                    + "CREDENTIALS.",
                shown);
        }

        // System.Uri takes dots for ways up, and would name another folder; they are refused below.
        var from = address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3);
        var (url, server) = KnownStores.All.ReadServer(uri, from < 0 ? string.Empty : Uri.UnescapeDataString(address[(from + 1)..]));
        return url is not null
            ? (url, server)
            : throw new StageException(
                StageErrorCode.StageUrlInvalid,
                $"The endpoint '{endpoint}' names a server and no bucket; write the bucket too: \"endpoint\" = "
                    + $"'bucket.{endpoint.Trim('/')}/folder/', or URL = 's3://bucket/folder/' and the server as \"endpoint\" in CREDENTIALS.",
                endpoint);
    }
}
