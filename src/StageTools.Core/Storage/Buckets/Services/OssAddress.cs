using System.Text.RegularExpressions;
using StageTools.Errors;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Where OSS's S3 face is, from an endpoint in any of the ways people write it.</summary>
/// <param name="Endpoint">The server, without the bucket unless bound to it.</param>
/// <param name="Region">The region to sign for, as <c>cn-hangzhou</c> ("Regions and endpoints": signature version 4 wants the region ID, without
/// <c>oss-</c>).</param>
/// <param name="Bound">Whether the host stands for one bucket (a custom domain name, CNAME) and takes no bucket's name in front.</param>
internal sealed partial record OssAddress(Uri Endpoint, string Region, bool Bound)
{
    private const string Forms = "oss-cn-hangzhou.aliyuncs.com, oss-cn-hangzhou-internal.aliyuncs.com or oss-accelerate.aliyuncs.com";

    public static OssAddress For(Uri? endpoint, string? region, string bucket, bool local)
    {
        var given = Stripped(region);
        if (endpoint is null)
        {
            return given is null
                ? throw OssService.Refused(
                    "An OSS stage needs its endpoint or its region",
                    new Advice(AdviceKind.GiveEndpointOrRegion, Forms),
                    "endpoint_url")
                : new OssAddress(new Uri($"https://s3.oss-{given}.aliyuncs.com/"), given, Bound: false);
        }

        if (endpoint.AbsolutePath != "/")
            throw OssService.Refused($"An OSS endpoint is a host without a path; write {Forms}.", "endpoint_url");

        if (local)
        {
            // A server that is tried out; any region will do.
            return new OssAddress(endpoint, given ?? "us-east-1", Bound: false);
        }

        var host = ServiceHost().Match(endpoint.Host);
        if (!host.Success)
        {
            return endpoint.Host.EndsWith(".aliyuncs.com", StringComparison.Ordinal)
                ? throw OssService.Refused($"'{endpoint.Host}' is not an endpoint that speaks S3; write {Forms}.", "endpoint_url")
                : new OssAddress(endpoint, given ?? throw RegionMissing(endpoint.Host), Bound: true);
        }

        RefuseOtherBucket(host.Groups["front"].Value, bucket);
        var place = host.Groups["place"].Value;
        var named = place.StartsWith("accelerate", StringComparison.Ordinal)
            ? null
            : place.EndsWith("-internal", StringComparison.Ordinal)
            ? place[..^9]
            : place;
        var service = new UriBuilder(endpoint) { Host = $"s3.oss-{place}.{host.Groups["domain"].Value}" }.Uri;
        return new OssAddress(service, given ?? named ?? throw RegionMissing(endpoint.Host), Bound: false);
    }

    /// <summary>What stands in front of <c>oss-</c> is <c>s3</c>, the stage's own bucket, or a mistake that would reach another bucket.</summary>
    private static void RefuseOtherBucket(string front, string bucket)
    {
        var label = front == "s3" ? "" : front.EndsWith(".s3", StringComparison.Ordinal) ? front[..^3] : front;
        if (label.Length > 0 && !label.Equals(bucket, StringComparison.OrdinalIgnoreCase))
        {
            throw OssService.Refused(
                $"The endpoint names the bucket '{label}' and the stage's URL '{bucket}'; write the endpoint without a bucket: {Forms}.",
                "endpoint_url");
        }
    }

    private static StageException RegionMissing(string host) =>
        OssService.Refused(
            $"The region cannot be read from the endpoint '{host}'",
            new Advice(AdviceKind.GiveRegionOfBucket),
            "region");

    private static string? Stripped(string? region) =>
        region is not null && region.StartsWith("oss-", StringComparison.OrdinalIgnoreCase) ? region[4..] : region;

    // A cloud of one's own (Apsara Stack) has the same names under another domain.
    [GeneratedRegex(
        @"^((?<front>.+)\.)?oss-(?<place>[a-z0-9-]+)\.(?<domain>.+)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ServiceHost();
}
