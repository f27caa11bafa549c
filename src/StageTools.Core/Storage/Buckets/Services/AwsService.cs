using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace StageTools.Storage.Buckets.Services;

/// <summary>AWS S3 itself, and every server that is compatible with it (Ceph, MinIO and their like) at an endpoint of its own.</summary>
/// <remarks>
/// Limits: Amazon S3 User Guide, "Amazon S3 multipart upload limits" and "Copying objects" (5 GiB by one CopyObject).
/// Conditional writes: "How to prevent object overwrites with conditional writes"; Ceph honours the header too.
/// </remarks>
internal sealed partial class AwsService(Uri? endpoint, string? region, bool? pathStyle)
    : BucketService(endpoint, region ?? RegionOf(endpoint), pathStyle ?? !IsOwn(endpoint))
{
    private const string FirstRegion = "us-east-1";

    private readonly bool _own = IsOwn(endpoint);

    public override string Host => Endpoint?.Authority ?? Region switch
    {
        null => "s3.amazonaws.com",
        ['c', 'n', '-', ..] => $"s3.{Region}.amazonaws.com.cn",
        _ => $"s3.{Region}.amazonaws.com",
    };

    public override bool ConditionalWrite => true;

    public override bool ConditionalWriteIsSure => _own;

    public override bool TagsPartsByMd5 => true;

    public override long MaxCopySize => 5 * GiB;

    // "Setting the storage class of an object", Amazon S3 User Guide. EXPRESS_ONEZONE, OUTPOSTS and SNOW belong to other kinds of bucket.
    public override IReadOnlyList<string> StorageClasses { get; } =
    [
        "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", "REDUCED_REDUNDANCY",
    ];

    public override string RestoreAdvice => _own
        ? "'aws s3api restore-object --restore-request Days=7' starts that, and some hours later it can be read"
        : "'aws s3api restore-object --restore-request Days=7 --endpoint-url' with this endpoint starts that, if the server knows it";

    public override void Configure(AmazonS3Config config)
    {
        base.Configure(config);
        if (Endpoint is not null)
            return;

        if (Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        }
        else if (config.Profile is null)
        {
            // Without the metadata of an EC2 machine: elsewhere that is a wait of seconds. AWS tells the SDK the bucket's region when this guess is
            // wrong.
            config.RegionEndpoint = FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false) ?? RegionEndpoint.USEast1;
        }
    }

    /// <summary>AWS's own classes in any case; another server has classes of its own making, whose names are taken as they are.</summary>
    public override string? NormalizeClass(string name) => _own
        ? base.NormalizeClass(name)
        : ClassName().IsMatch(name.Trim()) ? name.Trim() : null;

    /// <inheritdoc/>
    /// <remarks>GLACIER_IR is readable at once. The archive tiers of INTELLIGENT_TIERING show in no listing, only when reading fails.</remarks>
    public override bool IsArchived(string? storageClass) => Plain(storageClass) is "GLACIER" or "DEEPARCHIVE";

    private static bool IsOwn(Uri? endpoint) => endpoint is null
        || endpoint.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal)
        || endpoint.Host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal);

    private static string? RegionOf(Uri? endpoint)
    {
        if (endpoint is null)
            return null;

        var named = IsOwn(endpoint) ? RegionInHost().Match(endpoint.Host) : Match.Empty;
        return named.Success ? named.Groups["region"].Value : FirstRegion;
    }

    [GeneratedRegex(
        @"(?:^|\.)s3[.-](?:(?:dualstack|fips)\.)?(?<region>[a-z]{2}(?:-[a-z]+)+-[0-9])\.",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex RegionInHost();

    // What can stand in a header and is a name.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClassName();
}
