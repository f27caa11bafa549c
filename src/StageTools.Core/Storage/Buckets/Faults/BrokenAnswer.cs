namespace StageTools.Storage.Buckets.Faults;

/// <summary>Tells an answer that says "done" and is none: empty, cut off, or some page of a proxy's. The next attempt may get the service's
/// own.</summary>
/// <remarks>
/// The SDK reads an empty answer to a listing as an empty listing, one to a removal as a removal without failures, and takes none of them for worth
/// another attempt. An error in an answer of 200, as S3 has it for copies and completed uploads, it reads and repeats by itself.
/// </remarks>
internal static class BrokenAnswer
{
    private const string Tag = "ETag";

    private static readonly SearchValues<byte> EndOfName = SearchValues.Create(" \t\r\n/>"u8);

    /// <summary>Whether whoever asked sees by himself that the answer lacks something: a tag.</summary>
    public static bool IsSeenThrough(HttpRequestMessage request, HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        !IsPage(response, body) && !WantsXml(request);

    private static bool IsPage(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.IsSuccessStatusCode && body.Length > 0 && response.Content.Headers.ContentType?.MediaType == "text/html";

    /// <summary>Whether an answer is to what was left of another request: a server that refuses an upload before it has read it takes what
    /// follows on that connection for a request (Ceph's gateway, "method not allowed").</summary>
    public static bool IsStray(HttpResponseMessage response) => response.StatusCode is System.Net.HttpStatusCode.MethodNotAllowed;

    /// <summary>Whether an answer lacks what the service always sends.</summary>
    public static bool Is(HttpRequestMessage request, HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.IsSuccessStatusCode
        && (IsPage(response, body) || (WantsXml(request) ? !IsWhole(body) : WantsTag(request) && !response.Headers.NonValidated.Contains(Tag)));

    private static bool WantsXml(HttpRequestMessage request)
    {
        var query = request.RequestUri!.Query;
        return request.Method == HttpMethod.Put ? request.Headers.Contains("x-amz-copy-source")
            : request.Method == HttpMethod.Get ? Asks(query, "list-type") || Asks(query, "uploads")
            : request.Method == HttpMethod.Post && (Asks(query, "delete") || Asks(query, "uploads") || Asks(query, "uploadId"));
    }

    private static bool WantsTag(HttpRequestMessage request) => request.Method == HttpMethod.Head || request.Method == HttpMethod.Put;

    private static bool Asks(string query, string name) =>
        query.Contains("?" + name, StringComparison.Ordinal) || query.Contains("&" + name, StringComparison.Ordinal);

    /// <summary>Whether an XML text ends as it began. What is wrong between the two is the reader's to find.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> body)
    {
        var text = body.Trim(" \t\r\n"u8);
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        while (text.StartsWith("<?"u8) || text.StartsWith("<!"u8))
        {
            var end = text.IndexOf((byte)'>');
            text = end < 0 ? [] : text[(end + 1)..].TrimStart(" \t\r\n"u8);
        }

        if (!text.StartsWith("<"u8) || !text.EndsWith(">"u8))
            return false;

        var name = text[1..text.IndexOfAny(EndOfName)];
        var last = text[text.LastIndexOf((byte)'<')..];
        return last.Length == text.Length
            ? text.EndsWith("/>"u8)
            : Encoding.UTF8.GetString(last).TrimEnd('>').TrimEnd() == "</" + Encoding.UTF8.GetString(name);
    }
}
