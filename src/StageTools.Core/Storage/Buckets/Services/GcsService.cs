namespace StageTools.Storage.Buckets.Services;

/// <summary>Google Cloud Storage by its XML API, which takes S3 requests that are signed with an HMAC key.</summary>
/// <remarks>
/// Google Cloud Storage, "Interoperability with other storage providers" (endpoint <c>https://storage.googleapis.com</c>, HMAC keys) and
/// "HTTP headers for the XML API". Its conditions are <c>x-goog-if-generation-match</c>, and a request with both x-goog- and x-amz- headers
/// is refused (ExcessHeaderValues), so there is no conditional write here. "Delete multiple objects" of the XML API is young and not
/// served at every endpoint, so objects are removed one by one.
/// </remarks>
internal sealed class GcsService(Uri? endpoint, string? region, bool? pathStyle)
    : BucketService(endpoint ?? Own, region ?? "auto", pathStyle ?? true)
{
    // Google's own endpoint unless another is named (Private Service Connect).
    private static readonly Uri Own = new("https://storage.googleapis.com/");

    public override bool BulkRemove => false;

    /// <summary>An object's greatest size: the XML API copies whole objects without S3's limit, and has no copying of parts.</summary>
    public override long MaxCopySize => 5 * TiB;

    // "Storage classes", Google Cloud Storage.
    public override IReadOnlyList<string> StorageClasses { get; } = ["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"];

    public override string RestoreAdvice => "Google Cloud Storage has no class that needs it, so ask the owner of the server at that endpoint";

    /// <summary>No class of Google's: ARCHIVE is read at once, at a price.</summary>
    public override bool IsArchived(string? storageClass) => false;

    /// <summary>What a stage of a bucket lacks: an HMAC key.</summary>
    public static StageException? WhyNot(StageUrl url, StageConnection shown) =>
        shown.AllowAnonymous || shown.Says(BucketKeys.ProfileName) || shown.Settings.ContainsKey(StageConnection.KeyIdKey)
            ? null
            : StageErrorCode.CredentialRequired.Error($"The bucket {url} wants an HMAC key", new Advice(AdviceKind.GiveHmacKey), url.ToString());
}
