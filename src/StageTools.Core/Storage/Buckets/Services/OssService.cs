using Amazon.Runtime.Endpoints;
using Amazon.S3;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Aliyun OSS by its S3 face.</summary>
/// <remarks>
/// Alibaba Cloud OSS: "Access OSS using an AWS SDK" (endpoints <c>s3.oss-{region}[-internal].aliyuncs.com</c> and
/// <c>s3.oss-accelerate.aliyuncs.com</c>,
/// no chunked encoding); "S3 API on OSS: supported operations and limitations" (the bucket stands in the host's name only; DeleteObjects is
/// served); error 0017-00000804 (an aws-chunked body with an unsigned payload is refused); "UploadPartCopy" (over 1 GB by parts, parts of
/// 100 KB and more). <c>If-None-Match</c> on a write is answered with 501; OSS's own header for it belongs to its own protocol.
/// </remarks>
internal sealed class OssService(OssAddress address) : BucketService(address.Endpoint, address.Region, pathStyle: false)
{
    /// <summary>1 GB, in OSS's decimal reading.</summary>
    public override long MaxCopySize => 1_000_000_000;

    // "S3 API on OSS": Standard, IA and Archive are S3's STANDARD, STANDARD_IA and GLACIER. Cold Archive has no name there.
    public override IReadOnlyList<string> StorageClasses { get; } = ["STANDARD", "STANDARD_IA", "GLACIER"];

    public override string RestoreAdvice => "'ossutil restore' starts that, and after minutes (Archive) to days (Deep Cold Archive) it can be read";

    public static OssService For(Uri? endpoint, string? region, bool? pathStyle, string bucket) => pathStyle == true
        ? throw StageErrorCode.OptionInvalid.Error(
            "OSS takes a bucket's name in the host only, not in the path", new Advice(AdviceKind.LeaveOutPathStyle), "path_style")
        : new OssService(OssAddress.For(endpoint, region, bucket, endpoint is not null && IsLocal(endpoint)));

    /// <summary>What a stage of a bucket lacks: the region's own server.</summary>
    public static StageException? WhyNot(StageUrl url, StageConnection shown) => shown.Says(BucketKeys.Endpoint)
        ? null
        : StageErrorCode.OptionInvalid.Error(
            $"The bucket {url} is reached by its region's server only",
            new Advice(AdviceKind.GiveEndpoint, StageConnection.EndpointKey),
            url.ToString());

    public override void Configure(AmazonS3Config config)
    {
        base.Configure(config);
        if (address.Bound)
            config.EndpointProvider = new BoundEndpoint(Endpoint!, Region!);
    }

    /// <summary>OSS's own names are understood too: IA, Archive.</summary>
    public override string? NormalizeClass(string name) => Plain(name) switch
    {
        "IA" => "STANDARD_IA",
        "ARCHIVE" => "GLACIER",
        _ => base.NormalizeClass(name),
    };

    /// <inheritdoc/>
    /// <remarks>In OSS's spelling and in S3's. A bucket with real-time access of Archive objects serves those at once all the same.</remarks>
    public override bool IsArchived(string? storageClass) =>
        Plain(storageClass) is "GLACIER" or "ARCHIVE" or "COLDARCHIVE" or "DEEPCOLDARCHIVE" or "DEEPARCHIVE";

    /// <summary>A host that stands for one bucket: the SDK's rules would put the bucket's name in front of it.</summary>
    private sealed class BoundEndpoint(Uri address, string region) : IEndpointProvider
    {
        private readonly string _address = address.GetLeftPart(UriPartial.Authority);

        // What the SDK's rules say of an S3 endpoint: signature version 4 for S3, a path that is escaped once.
        private readonly string _attributes =
            $$"""{"authSchemes":[{"name":"sigv4","signingName":"s3","signingRegion":"{{region}}","disableDoubleEncoding":true}]}""";

        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(_address, _attributes, headersJson: null);
    }
}

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
        var named = Stripped(region);
        if (endpoint is null)
        {
            return named is null
                ? throw StageErrorCode.OptionInvalid.Error(
                    "An OSS stage needs its endpoint or its region", new Advice(AdviceKind.GiveEndpointOrRegion, Forms), "endpoint_url")
                : new OssAddress(new Uri($"https://s3.oss-{named}.aliyuncs.com/"), named, Bound: false);
        }

        if (endpoint.AbsolutePath != "/")
            throw StageErrorCode.OptionInvalid.Error($"An OSS endpoint is a host without a path; write {Forms}.", "endpoint_url");

        if (local)
        {
            // A server that is tried out; any region will do.
            return new OssAddress(endpoint, named ?? "us-east-1", Bound: false);
        }

        var host = ServiceHost().Match(endpoint.Host);
        if (!host.Success)
        {
            return endpoint.Host.EndsWith(".aliyuncs.com", StringComparison.Ordinal)
                ? throw StageErrorCode.OptionInvalid.Error($"'{endpoint.Host}' is not an endpoint that speaks S3; write {Forms}.", "endpoint_url")
                : new OssAddress(endpoint, named ?? throw RegionMissing(endpoint.Host), Bound: true);
        }

        RefuseOtherBucket(host.Groups["front"].Value, bucket);
        var place = host.Groups["place"].Value;
        var told = place.StartsWith("accelerate", StringComparison.Ordinal)
            ? null
            : place.EndsWith("-internal", StringComparison.Ordinal)
            ? place[..^9]
            : place;
        var service = new UriBuilder(endpoint) { Host = $"s3.oss-{place}.{host.Groups["domain"].Value}" }.Uri;
        return new OssAddress(service, named ?? told ?? throw RegionMissing(endpoint.Host), Bound: false);
    }

    /// <summary>What stands in front of <c>oss-</c> is <c>s3</c>, the stage's own bucket, or a mistake that would reach another bucket.</summary>
    private static void RefuseOtherBucket(string front, string bucket)
    {
        var label = front == "s3" ? "" : front.EndsWith(".s3", StringComparison.Ordinal) ? front[..^3] : front;
        if (label.Length > 0 && !label.Equals(bucket, StringComparison.OrdinalIgnoreCase))
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The endpoint names the bucket '{label}' and the stage's URL '{bucket}'; write the endpoint without a bucket: {Forms}.",
                "endpoint_url");
        }
    }

    private static StageException RegionMissing(string host) => StageErrorCode.OptionInvalid.Error(
        $"The region cannot be read from the endpoint '{host}'", new Advice(AdviceKind.GiveRegionOfBucket), "region");

    private static string? Stripped(string? region) =>
        region is not null && region.StartsWith("oss-", StringComparison.OrdinalIgnoreCase) ? region[4..] : region;

    // A cloud of one's own (Apsara Stack) has the same names under another domain.
    [GeneratedRegex(
        @"^((?<front>.+)\.)?oss-(?<place>[a-z0-9-]+)\.(?<domain>.+)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ServiceHost();
}
