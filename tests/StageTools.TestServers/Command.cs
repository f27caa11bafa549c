using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StageTools.TestServers;

/// <summary>The commands by which another program drives a proxy: one a line, each answered with one line.</summary>
internal static class Command
{
    // A query is full of ampersands: as they are, a person can read them.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Does what the line says; the answer, or "error: " and why not.</summary>
    public static string Run(S3Proxy proxy, string line)
    {
        try
        {
            return line.Split(' ', 2) switch
            {
                ["count"] => proxy.RequestCount.ToString(CultureInfo.InvariantCulture),
                ["requests"] => JsonSerializer.Serialize(proxy.Requests.Select(static request => request.ToString()), Readable),
                ["bytes"] => FormattableString.Invariant($"{proxy.RequestBodyBytes} {proxy.ResponseBodyBytes}"),
                ["clear"] => Ok(proxy.Clear),
                ["latency", var text] => Ok(() => proxy.Latency = TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture))),
                ["manner", var name] => Ok(() => proxy.Manner = Manners.Parse(name)),
                ["fault", var json] => Ok(() => proxy.Add(FaultRule.Parse(json))),
                ["faults-clear"] => Ok(proxy.ClearFaults),
                _ => "error: no such command",
            };
        }
        catch (Exception error) when (error is FormatException or ArgumentException or JsonException)
        {
            return "error: " + error.Message.ReplaceLineEndings(" ");
        }
    }

    private static string Ok(Action action)
    {
        action();
        return "ok";
    }
}
