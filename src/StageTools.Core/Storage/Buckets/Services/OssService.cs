using Amazon.Runtime.Endpoints;
using Amazon.S3;
using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Aliyun OSS by its S3 face.</summary>
/// <remarks>
/// Alibaba Cloud OSS: "Access OSS using an AWS SDK" (endpoints <c>s3.oss-{region}[-internal].aliyuncs.com</c> and
/// <c>s3.oss-accelerate.aliyuncs.com</c>,
/// no chunked encoding); "S3 API on OSS: supported operations and limitations" (the bucket stands in the host's name only; DeleteObjects is
/// served); error 0017-00000804 (an aws-chunked body with an unsigned payload is refused); "UploadPartCopy" (over 1 GB by parts, parts of
/// 100 KB and more). <c>If-None-Match</c> on a write is answered with 501; OSS's own header for it belongs to its own protocol.
/// </remarks>
internal sealed class OssService : BucketService
{
    // "S3 API on OSS": Standard, IA and Archive are S3's STANDARD, STANDARD_IA and GLACIER. Cold Archive has no name there.
    private static readonly string[] Classes = ["STANDARD", "STANDARD_IA", "GLACIER"];

    private readonly bool _bound;

    private OssService(OssAddress address)
        : base(address.Endpoint, address.Region, pathStyle: false) => _bound = address.Bound;

    /// <summary>1 GB, in OSS's decimal reading.</summary>
    public override long MaxCopySize => 1_000_000_000;

    /// <summary>"CompleteMultipartUpload": every part but the last has 100 KB or more.</summary>
    public override long MinPartSize => 100 * KiB;

    public override IReadOnlyList<string> StorageClasses => Classes;

    public override string RestoreAdvice => "'ossutil restore' starts that, and after minutes (Archive) to days (Deep Cold Archive) it can be read";

    public static OssService For(Uri? endpoint, string? region, bool? pathStyle, string bucket) => pathStyle == true
        ? throw Invalid(
            "OSS takes a bucket's name in the host only, not in the path", new Advice(AdviceKind.LeaveOutPathStyle), "path_style")
        : new OssService(OssAddress.For(endpoint, region, bucket, endpoint is not null && IsLocal(endpoint)));

    /// <summary>What a stage of a bucket lacks: the region's own server.</summary>
    public static StageException? WhyNot(StageUrl url, StageConnection shown) => shown.Endpoint is not null ? null : Invalid(
        $"The bucket {url} is reached by its region's server only",
        new Advice(AdviceKind.GiveEndpoint, StageConnection.EndpointKey),
        url.ToString());

    public override void Configure(AmazonS3Config config)
    {
        base.Configure(config);
        if (_bound)
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

    internal static StageException Refused(string sentence, string key) => Invalid(sentence, key);

    internal static StageException Refused(string fact, Advice advice, string key) => Invalid(fact, advice, key);

    /// <summary>A host that stands for one bucket: the SDK's rules would put the bucket's name in front of it.</summary>
    private sealed class BoundEndpoint : IEndpointProvider
    {
        private readonly string _address;
        private readonly string _attributes;

        public BoundEndpoint(Uri address, string region)
        {
            _address = address.GetLeftPart(UriPartial.Authority);

            // What the SDK's rules say of an S3 endpoint: signature version 4 for S3, a path that is escaped once.
            _attributes = $$"""{"authSchemes":[{"name":"sigv4","signingName":"s3","signingRegion":"{{region}}","disableDoubleEncoding":true}]}""";
        }

        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(_address, _attributes, headersJson: null);
    }
}
