using System.Globalization;

namespace StageTools.TestServers;

/// <summary>The head of a response.</summary>
internal sealed class ResponseHead(byte[] bytes) : HttpHead(bytes)
{
    public int Status => int.Parse(Start[1], CultureInfo.InvariantCulture);

    /// <summary>Not the answer yet: 100 Continue.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    public BodyFraming BodyFor(RequestHead request) =>
        request.Method == "HEAD" || Status is 204 or 304 ? BodyFraming.Of(0) : Framing ?? BodyFraming.UntilClose;
}
