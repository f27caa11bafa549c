namespace StageTools.TestServers;

/// <summary>What befalls a request.</summary>
public sealed record FaultAction
{
    private FaultAction(FaultKind kind) => Kind = kind;

    /// <summary>The connection is reset before any answer; the target is not asked.</summary>
    public static FaultAction ResetBefore { get; } = new(FaultKind.ResetBefore);

    /// <summary>The target does what it is asked and its whole answer is read, but the client's connection is reset instead: done, and not known.</summary>
    public static FaultAction DropResponse { get; } = new(FaultKind.DropResponse);

    /// <summary>The request is read and never answered, as long as the client waits and the proxy lives. The target is not asked.</summary>
    public static FaultAction Hang { get; } = new(FaultKind.Hang);

    internal FaultKind Kind { get; }

    internal ErrorResponse? Error { get; private init; }

    internal long? ResponseStop { get; private init; }

    internal long? ResponseCorrupt { get; private init; }

    internal long? RequestCorrupt { get; private init; }

    /// <summary>An error is answered; the target is not asked.</summary>
    public static FaultAction Respond(int status, string code, string message = "") => Respond(new ErrorResponse(status, code, message));

    /// <inheritdoc cref="Respond(int, string, string)"/>
    public static FaultAction Respond(ErrorResponse error) => new(FaultKind.Respond) { Error = error };

    /// <summary>The target does what it is asked, and something else is answered.</summary>
    public static FaultAction Replace(ErrorResponse answer) => new(FaultKind.ReplaceResponse) { Error = answer };

    /// <summary>The connection is reset after so many bytes of the response's body. The client may lose some of them, too.</summary>
    public static FaultAction ResetAfterResponseBytes(long count) => new(FaultKind.ResetAfterResponseBytes) { ResponseStop = count };

    /// <summary>So many bytes of the response's body come, and then nothing more, as long as the client waits and the proxy lives.</summary>
    public static FaultAction HangAfterResponseBytes(long count) => new(FaultKind.HangAfterResponseBytes) { ResponseStop = count };

    /// <summary>The connection ends in order after so many bytes of the response's body, though its head promised more.</summary>
    public static FaultAction TruncateResponseAfter(long count) => new(FaultKind.TruncateResponseAfter) { ResponseStop = count };

    /// <summary>One bit of that byte (from 0) of the response's body is another one.</summary>
    public static FaultAction CorruptResponseByte(long index) => new(FaultKind.CorruptResponseByte) { ResponseCorrupt = index };

    /// <summary>One bit of that byte (from 0) of the request's body is another one.</summary>
    public static FaultAction CorruptRequestByte(long index) => new(FaultKind.CorruptRequestByte) { RequestCorrupt = index };
}
