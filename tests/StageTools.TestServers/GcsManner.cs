namespace StageTools.TestServers;

/// <summary>
/// Google Cloud Storage by its XML API, as a client for S3 meets it. Sources: its pages xml-api/reference-status (the codes) and storage-classes.
/// Stricter than Google in one thing: signed aws-chunked bodies are refused, too, as clients do best without any.
/// </summary>
/// <param name="MultiDelete">
/// Whether POST ?delete is known. Google's page xml-api/post-bucket describes it by now, but was silent for years, and 400 NotImplemented
/// was still reported in 2026 (supabase/storage #898): a client must get along without.
/// </param>
public sealed record GcsManner(bool MultiDelete = false) : IManner
{
    // The gateway of the tests has all of them: the header is signed, so that nothing here could translate it.
    private static readonly string[] Classes = ["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"];

    public ErrorResponse? Refuse(RequestHead request) => Mixture(request) ?? Body(request) ?? Delete(request) ?? Class(request);

    // reference-status: 400 ExcessHeaderValues.
    private static ErrorResponse? Mixture(RequestHead request) => Has(request, "x-goog-") && Has(request, "x-amz-")
        ? new(400, "ExcessHeaderValues", "Headers that start with x-goog- and with x-amz- may not be mixed.")
        : null;

    private static ErrorResponse? Body(RequestHead request)
    {
        var header = AwsHeaders.IsChunked(request) ? "Content-Encoding: aws-chunked" : AwsHeaders.Checksum(request);
        return header is null ? null : Invalid(header + " is not supported.");
    }

    // The code, the sentence and the details as reported by mc #4778.
    private ErrorResponse? Delete(RequestHead request) => !MultiDelete && request.Method == "POST" && request.Asks("delete")
        ? new(400, "NotImplemented", "A header or query you provided requested a function that is not implemented.")
        {
            Elements = Details("POST ?delete is not implemented for objects."),
        }
        : null;

    private static ErrorResponse? Class(RequestHead request) =>
        request.Header("x-amz-storage-class") is { } name && !Classes.Contains(name, StringComparer.Ordinal) ? Invalid($"No storage class {name}.") : null;

    private static ErrorResponse Invalid(string details) => new(400, "InvalidArgument", "Invalid argument.") { Elements = Details(details) };

    private static Dictionary<string, string> Details(string text) => new(StringComparer.Ordinal) { ["Details"] = text };

    private static bool Has(RequestHead request, string prefix) =>
        request.Headers.Any(header => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
