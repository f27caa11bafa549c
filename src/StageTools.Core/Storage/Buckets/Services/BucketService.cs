using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Services;

/// <summary>What one service that speaks S3's language does its own way. Everything else about buckets is the same for all of them.</summary>
/// <remarks>Sizes are bytes.</remarks>
/// <param name="endpoint">The server's address without the bucket; null for AWS's own, which follows from the region.</param>
/// <param name="region">The region a request is signed for; null when the profile or the environment shall say it.</param>
/// <param name="pathStyle">Whether the bucket is the first segment of the path rather than of the host's name.</param>
internal abstract partial class BucketService(Uri? endpoint, string? region, bool pathStyle)
{
    protected const long GiB = 1L << 30;
    protected const long TiB = 1024 * GiB;

    /// <summary>The server's address without the bucket; null for AWS's own, which follows from the region.</summary>
    public Uri? Endpoint => endpoint;

    /// <summary>The region a request is signed for; null when the profile or the environment shall say it.</summary>
    public string? Region => region;

    /// <summary>Whether the bucket is the first segment of the path rather than of the host's name.</summary>
    public bool PathStyle => pathStyle;

    /// <summary>The host, for messages: with its port where that is not the scheme's own.</summary>
    public virtual string Host => Endpoint!.Authority;

    /// <summary>Whether requests travel over TLS.</summary>
    public bool Encrypted => Endpoint is null || Endpoint.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether many objects can be removed by one request (S3's DeleteObjects: up to 1,000 keys).</summary>
    public virtual bool BulkRemove => true;

    /// <summary>Whether a write with <c>If-None-Match: *</c> is refused when the object is there already.</summary>
    public virtual bool ConditionalWrite => false;

    /// <summary>
    /// Whether that is known, and not only hoped: of the servers that are compatible with S3, some take no notice of the condition, and do not say
    /// so.
    /// </summary>
    public virtual bool ConditionalWriteIsSure => false;

    /// <summary>
    /// Whether the tag of an object that was put in parts is the MD5 of the parts' MD5s. Where it is not, the parts alone are compared, each as it is
    /// sent.
    /// </summary>
    public virtual bool TagsPartsByMd5 => false;

    /// <summary>The largest object that a single CopyObject takes; a larger one is copied in parts.</summary>
    public abstract long MaxCopySize { get; }

    /// <summary>The storage classes that can be asked for, as the service's S3 face spells them.</summary>
    public abstract IReadOnlyList<string> StorageClasses { get; }

    /// <summary>What to do about an archived object: the half of a sentence that follows "it must be restored first: ".</summary>
    public abstract string RestoreAdvice { get; }

    /// <summary>The service of a kind.</summary>
    /// <param name="scheme">The scheme of its URLs: <c>s3</c>, <c>oss</c>, <c>gcs</c>.</param>
    /// <param name="endpoint">The setting <c>endpoint_url</c>; without a scheme it is https.</param>
    /// <param name="region">The setting <c>region</c>.</param>
    /// <param name="pathStyle">The setting <c>path_style</c>.</param>
    /// <param name="bucket">The bucket, to recognise an endpoint that names it too.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for settings that the service cannot be reached with.</exception>
    public static BucketService For(string scheme, string? endpoint, string? region, bool? pathStyle, string bucket) =>
        BucketKind.Of(scheme).Create(AddressOf(endpoint), RegionOf(region), pathStyle, bucket);

    /// <summary>Sets a client up to speak to the service.</summary>
    public virtual void Configure(AmazonS3Config config)
    {
        if (Endpoint is not null)
        {
            config.ServiceURL = Endpoint.GetLeftPart(UriPartial.Path);
            config.AuthenticationRegion = Region;
            config.UseHttp = !Encrypted;
        }

        config.ForcePathStyle = PathStyle;
        config.UseAccelerateEndpoint = false;
        config.UseDualstackEndpoint = false;

        // The SDK's own defaults add x-amz-checksum-crc32 and aws-chunked trailers, which Ceph before 18, OSS and GCS answer with 400.
        config.RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = Amazon.Runtime.ResponseChecksumValidation.WHEN_REQUIRED;

        // A server that hangs up at once is asked 11 times without a pause otherwise, before the retries proper.
        config.MaxStaleConnectionRetries = 1;
    }

    /// <summary>Sets a write up so that its body is sent as it is, read once where that can be.</summary>
    public void Prepare(PutObjectRequest request)
    {
        request.UseChunkEncoding = false;
        request.DisablePayloadSigning = UnsignedBody;
        request.DisableDefaultChecksumValidation = true;
    }

    /// <inheritdoc cref="Prepare(PutObjectRequest)"/>
    public void Prepare(UploadPartRequest request)
    {
        request.UseChunkEncoding = false;
        request.DisablePayloadSigning = UnsignedBody;
        request.DisableDefaultChecksumValidation = true;
    }

    /// <summary>The service's spelling of a storage class, or null when it has none of that name.</summary>
    public virtual string? NormalizeClass(string name)
    {
        var wanted = Plain(name);
        return StorageClasses.FirstOrDefault(known => Plain(known) == wanted);
    }

    /// <summary>
    /// Whether objects of a class must be restored before they can be read. An object that was restored for some days keeps its class.
    /// </summary>
    public abstract bool IsArchived(string? storageClass);

    /// <summary>A class's name without what its spellings differ in: case, <c>-</c> and <c>_</c>.</summary>
    protected static string Plain(string? name) => (name ?? "")
        .Trim().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Whether a host is a bare address or this machine, where a server is tried out.</summary>
    protected static bool IsLocal(Uri address) =>
        IPAddress.TryParse(address.DnsSafeHost, out _)
        || address.Host == "localhost"
        || address.Host.EndsWith(".localhost", StringComparison.Ordinal);

    // Over TLS the body is safe on its way, and hashing it for the signature would read it twice. Over http the SDK refuses an unsigned
    // body; null and not false, since false is an explicit wish that some of its checks look at.
    private bool? UnsignedBody => Encrypted ? true : null;

    private static string? RegionOf(string? setting) => string.IsNullOrWhiteSpace(setting) ? null
        : RegionName().IsMatch(setting.Trim()) ? setting.Trim()
        : throw StageErrorCode.OptionInvalid.Error($"'{setting}' cannot be a region; write a name such as eu-west-1.", "region");

    private static Uri? AddressOf(string? setting) => string.IsNullOrWhiteSpace(setting) ? null
        : BucketRules.TryReadAddress(setting.Trim()) is { Query.Length: 0 } address ? address
        : throw StageErrorCode.OptionInvalid.Error(
            "The endpoint is not a server's address; write a host name, or http:// or https:// and a host name, without a user, password or query.",
            "endpoint_url");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RegionName();
}
