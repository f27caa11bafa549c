using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>A service's answer that is no success: what of it may be shown.</summary>
/// <param name="Code">The service's code; of an answer to HEAD, which has no body, the SDK makes one from the status.</param>
/// <param name="Status">The HTTP status; 0 when there is only a code.</param>
/// <param name="RequestId">What the service's support asks for.</param>
/// <param name="Region">The bucket's region, where the service told it.</param>
/// <param name="Misaddressed">Whether the text says that the bucket belongs to another endpoint: OSS gives that the code AccessDenied.</param>
internal sealed partial record BucketRefusal(string Code, int Status, string? RequestId, string? Region, bool Misaddressed)
{
    /// <summary>Reads the SDK's exception.</summary>
    public static BucketRefusal Of(AmazonServiceException e)
    {
        var status = (int)e.StatusCode;
        var code = e.ErrorCode ?? "";
        return new BucketRefusal(
            code == e.StatusCode.ToString() ? "" : Safe(code),
            status,
            Safe(e.RequestId) is { Length: > 0 } id ? id : null,
            RegionTold(e),
            e.Message.Contains("addressed using the specified endpoint", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The error.</summary>
    public StageException Explain(BucketPlace place) => ObjectError(place) ?? new RefusalSentences(this, place).Sentence.Error(Suffix, place.Shown);

    /// <summary>" (code, request id)" for the end of a sentence.</summary>
    public string Suffix
    {
        get
        {
            string?[] told = [Code.Length > 0 ? Code : Status > 0 ? $"HTTP {Status}" : null, RequestId is null ? null : $"request {RequestId}"];
            return string.Join(", ", told.OfType<string>()) is { Length: > 0 } text ? $" ({text})" : "";
        }
    }

    /// <summary>What a file store would say in the same words.</summary>
    private StageException? ObjectError(BucketPlace place) => (Code, Status) switch
    {
        ("NoSuchKey" or "NoSuchVersion" or "NoSuchObject" or "SymlinkTargetNotExist", _) or ("", 404) => StoreErrors.NotFound(place.Shown),
        ("PreconditionFailed" or "FileAlreadyExists", _) or ("", 412) => StoreErrors.AlreadyExists(place.Shown),
        _ => null,
    };

    /// <summary>HEAD and 301 tell the region in a header, AuthorizationHeaderMalformed in its text.</summary>
    private static string? RegionTold(AmazonServiceException e)
    {
        var header = (e.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue("x-amz-bucket-region");
        return Safe(header) is { Length: > 0 } named ? named
            : Expected().Match(e.Message) is { Success: true } expected ? expected.Groups["region"].Value
            : null;
    }

    // A server can put anything here; a code and an id are short names.
    private static string Safe(string? text) => text is not null && Name().IsMatch(text) ? text : "";

    [GeneratedRegex(@"^[A-Za-z0-9._/+=:-]{1,100}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"expecting '(?<region>[a-z0-9-]{1,40})'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Expected();
}
