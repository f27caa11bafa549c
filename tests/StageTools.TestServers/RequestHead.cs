using System.Text;

namespace StageTools.TestServers;

/// <summary>The head of a request: what manners and faults decide by.</summary>
public sealed class RequestHead : HttpHead
{
    internal RequestHead(byte[] bytes)
        : base(bytes)
    {
        var query = Start[1].IndexOf('?', StringComparison.Ordinal);
        (Path, Query) = query < 0 ? (Start[1], "") : (Start[1][..query], Start[1][(query + 1)..]);
    }

    public string Method => Start[0];

    /// <summary>The path as it was sent, percent-encoded: /bucket/key or /key.</summary>
    public string Path { get; }

    /// <summary>The query as it was sent, without its question mark; empty where there is none.</summary>
    public string Query { get; }

    /// <summary>The host it is for, without the port.</summary>
    public string Host => (Header("Host") ?? "").Split(':')[0];

    /// <summary>Whether the client waits for 100 Continue before it sends the body.</summary>
    internal bool Waits => Header("Expect") is { } value && value.Equals("100-continue", StringComparison.OrdinalIgnoreCase);

    internal BodyFraming Body => Framing ?? BodyFraming.Of(0);

    /// <summary>Takes a head apart: its lines, without the empty one.</summary>
    public static RequestHead Parse(params IEnumerable<string> lines) => new(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"));

    /// <summary>Whether the query has a parameter of that name, with or without a value.</summary>
    public bool Asks(string parameter) => Parameter(parameter) is not null;

    /// <summary>The decoded value of a parameter of the query, or null.</summary>
    public string? Parameter(string name)
    {
        foreach (var pair in Query.Split('&'))
        {
            var parts = pair.Split('=', 2);
            if (parts[0] == name)
                return parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return null;
    }

    /// <summary>Whether a bucket is named, and by the path: the host is the server's own.</summary>
    public bool IsPathStyle(string domain) =>
        Path != "/" && !Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
