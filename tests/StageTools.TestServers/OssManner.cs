namespace StageTools.TestServers;

/// <summary>
/// Alibaba Cloud OSS by its S3-compatible endpoint. Sources: its page on AWS SDKs (developer-reference/use-aws-sdks-to-access-oss: virtual-hosted
/// style, no chunked encoding), its error page 0017-00000804 (aws-chunked) and, where it is silent, what users report.
/// </summary>
/// <param name="Domain">The endpoint's host; a bucket's own is below it.</param>
public sealed record OssManner(string Domain = "s3.localhost") : IManner
{
    private const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    public ErrorResponse? Refuse(RequestHead request) =>
        Addressing(request) ?? Signature(request) ?? Chunks(request) ?? Checksums(request) ?? Delete(request);

    // 403, reported by s5cmd #518, lakeFS #3613 and others. Listing buckets names none, so it may go to the endpoint itself.
    private ErrorResponse? Addressing(RequestHead request) =>
        request.IsPathStyle(Domain) ? new(403, "SecondLevelDomainForbidden", "Please use virtual hosted style to access.") : null;

    // The older signatures of S3 ("AWS key:signature"). The code is a guess: no document names one.
    private static ErrorResponse? Signature(RequestHead request)
    {
        var isOther = request.Header("Authorization") is { } value
            ? !value.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)
            : request.Asks("Signature") || (request.Parameter("X-Amz-Algorithm") is { } algorithm && algorithm != "AWS4-HMAC-SHA256");
        return isOther ? Invalid("Authorization header is invalid.", "Authorization") : null;
    }

    // Both are 400. The first code is reported for that value (multica #6260), the second is error page 0017-00000804:
    // aws-chunked is taken with STREAMING-AWS4-HMAC-SHA256-PAYLOAD only.
    private static ErrorResponse? Chunks(RequestHead request)
    {
        var hash = request.Header("x-amz-content-sha256");
        if (hash is not null && hash.StartsWith("STREAMING-", StringComparison.Ordinal) && hash != SignedChunks)
            return new(400, "NotImplemented", $"Aws MultiChunkedEncoding {hash} is not supported.");
        return AwsHeaders.IsChunked(request) && hash != SignedChunks
            ? Invalid("aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.", "Content-Encoding")
            : null;
    }

    // Stricter than OSS, which is reported to overlook these headers (milvus-storage #500): a client that counts on them
    // is protected by nothing there, and should find out here.
    private static ErrorResponse? Checksums(RequestHead request) =>
        AwsHeaders.Checksum(request) is { } header ? Invalid($"{header} is not supported.", header) : null;

    // 400 with ArgumentName Content-MD5, reported by lobehub #8918 and stormkit #142.
    private static ErrorResponse? Delete(RequestHead request) =>
        request.Method == "POST" && request.Asks("delete") && request.Header("Content-MD5") is null
            ? new(400, "MissingArgument", "Missing Some Required Arguments.") { Elements = Argument("Content-MD5") }
            : null;

    private static ErrorResponse Invalid(string message, string argument) => new(400, "InvalidArgument", message) { Elements = Argument(argument) };

    private static Dictionary<string, string> Argument(string name) => new(StringComparer.Ordinal) { ["ArgumentName"] = name };
}
