using System.Globalization;
using System.Text;

namespace StageTools.TestServers;

/// <summary>The head of a request or of a response, as it was sent and taken apart.</summary>
public abstract class HttpHead
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    private protected HttpHead(byte[] bytes)
    {
        Bytes = bytes;
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        Start = lines[0].Split(' ', 3);
        if (Start.Length < 2)
            throw new InvalidDataException("Not HTTP: " + lines[0]);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                _headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }
    }

    /// <summary>All headers, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>Whether the sender means to close the connection after this message.</summary>
    internal bool Closes => Header("Connection") is { } value
        ? value.Contains("close", StringComparison.OrdinalIgnoreCase)
        : Start.Contains("HTTP/1.0", StringComparer.Ordinal);

    /// <summary>All of it, with the empty line: what is passed on.</summary>
    internal byte[] Bytes { get; }

    private protected string[] Start { get; }

    /// <summary>How the body is framed, where the message has one; RFC 9112, 6.3.</summary>
    private protected BodyFraming? Framing => (Header("Transfer-Encoding"), Header("Content-Length")) switch
    {
        ({ } coding, _) when coding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) => BodyFraming.Chunked,
        (_, { } length) => BodyFraming.Of(long.Parse(length, CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>The first header of that name in any case, or null.</summary>
    public string? Header(string name)
    {
        foreach (var header in _headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }
}
