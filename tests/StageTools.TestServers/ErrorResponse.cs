using System.Globalization;
using System.Net;
using System.Text;

namespace StageTools.TestServers;

/// <summary>An error as S3 answers it: a status, and a code and a message in XML.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">S3's own code, for example SlowDown.</param>
/// <param name="Message">A sentence.</param>
public sealed record ErrorResponse(int Status, string Code, string Message)
{
    /// <summary>Further elements of the XML, for example Region.</summary>
    public IReadOnlyDictionary<string, string> Elements { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further headers, for example x-amz-bucket-region.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is sent in place of the error's XML: a page, or an answer that a server here would not give.</summary>
    public string? Body { get; init; }

    /// <summary>What the body is said to be.</summary>
    public string ContentType { get; init; } = "application/xml";

    /// <summary>The whole response. The answer to HEAD has no body, so that there is only the status to go by.</summary>
    internal byte[] ToBytes(bool isHead, bool closes)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        Element(xml, "Code", Code);
        Element(xml, "Message", Message);
        foreach (var (name, value) in Elements)
            Element(xml, name, value);
        Element(xml, "RequestId", "proxy");
        var body = Body ?? xml.Append("</Error>").ToString();

        var head = new StringBuilder();
        Line(head, $"HTTP/1.1 {Status.ToString(CultureInfo.InvariantCulture)} {Code}");
        Line(head, $"Content-Type: {ContentType}");
        Line(head, $"Content-Length: {Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)}");
        Line(head, "x-amz-request-id: proxy");
        foreach (var (name, value) in Headers)
            Line(head, $"{name}: {value}");
        if (closes)
            Line(head, "Connection: close");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(isHead ? "" : body).ToString());
    }

    private static void Line(StringBuilder head, string line) => head.Append(line).Append("\r\n");

    private static void Element(StringBuilder xml, string name, string value) =>
        xml.Append(CultureInfo.InvariantCulture, $"<{name}>{WebUtility.HtmlEncode(value)}</{name}>");
}
