using System.Text.Json;
using System.Text.Json.Serialization;

namespace StageTools.TestServers;

/// <summary>A fault as JSON says it: {"method": "PUT", "queryContains": "uploadId", "times": 2, "action": "Respond", "status": 503, "code": "SlowDown"}.</summary>
/// <param name="Action">What befalls the requests.</param>
/// <param name="Method">Only this method.</param>
/// <param name="PathContains">Only where the path, as sent, has this in it.</param>
/// <param name="QueryContains">Only where the query, as sent, has this in it.</param>
/// <param name="Times">How many; -1 for all.</param>
/// <param name="Status">For Respond.</param>
/// <param name="Code">For Respond.</param>
/// <param name="Message">For Respond.</param>
/// <param name="At">The byte, or the number of bytes, for the actions that want one.</param>
internal sealed record FaultRule(
    FaultKind Action,
    string? Method = null,
    string PathContains = "",
    string QueryContains = "",
    int Times = 1,
    int Status = 503,
    string Code = "SlowDown",
    string Message = "",
    long At = 0)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static Fault Parse(string json)
    {
        var rule = JsonSerializer.Deserialize<FaultRule>(json, Options) ?? throw new JsonException("A fault is a JSON object.");
        return new Fault(rule.ToAction(), rule.Strikes, rule.Times < 0 ? int.MaxValue : rule.Times);
    }

    private bool Strikes(RequestHead request) =>
        (Method is null || Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
        && request.Path.Contains(PathContains, StringComparison.Ordinal)
        && request.Query.Contains(QueryContains, StringComparison.Ordinal);

    private FaultAction ToAction() => Action switch
    {
        FaultKind.Respond => FaultAction.Respond(Status, Code, Message),
        FaultKind.ResetBefore => FaultAction.ResetBefore,
        FaultKind.ResetAfterResponseBytes => FaultAction.ResetAfterResponseBytes(At),
        FaultKind.HangAfterResponseBytes => FaultAction.HangAfterResponseBytes(At),
        FaultKind.TruncateResponseAfter => FaultAction.TruncateResponseAfter(At),
        FaultKind.CorruptResponseByte => FaultAction.CorruptResponseByte(At),
        FaultKind.CorruptRequestByte => FaultAction.CorruptRequestByte(At),
        FaultKind.DropResponse => FaultAction.DropResponse,
        FaultKind.ReplaceResponse => FaultAction.Replace(new ErrorResponse(Status, Code, Message)),
        FaultKind.Hang => FaultAction.Hang,
        _ => throw new JsonException("No such action."),
    };
}
