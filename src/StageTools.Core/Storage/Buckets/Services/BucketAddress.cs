using System.Text.RegularExpressions;

namespace StageTools.Storage.Buckets.Services;

/// <summary>A bucket's address without a scheme of its own: the bucket stands before the service's own host, or first in the path.</summary>
internal static class BucketAddress
{
    private static readonly Regex KnownHost = new(
        $@"^(?:(?<bucket>.+)\.)?(?<host>{string.Join('|', BucketKind.All.Select(static kind => $"(?<{kind.Scheme}>{kind.Hosts})"))})\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>
    /// The URL, null where no bucket is named, and the server. A host that no service has is a server of somebody's own, which speaks S3.
    /// </summary>
    public static (string? Url, string Server) Read(Uri server, string path)
    {
        var known = KnownHost.Match(server.Host);
        var location = known.Groups["bucket"].Value is { Length: > 0 } named ? $"{named}/{path}" : path;
        var kind = BucketKind.All.FirstOrDefault(kind => known.Groups[kind.Scheme].Success) ?? BucketKind.All[0];
        var host = known.Success ? known.Groups["host"].Value : server.Host;
        var port = server.IsDefaultPort ? string.Empty : $":{server.Port}";
        return (location.Trim('/').Length == 0 ? null : $"{kind.Scheme}://{location}", $"{server.Scheme}://{host}{port}");
    }
}
