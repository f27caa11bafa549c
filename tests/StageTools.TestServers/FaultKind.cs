namespace StageTools.TestServers;

/// <summary>The actions by the names that the program's fault command knows them by; <see cref="FaultAction"/> says what each does.</summary>
public enum FaultKind
{
    Respond,
    ResetBefore,
    ResetAfterResponseBytes,
    HangAfterResponseBytes,
    TruncateResponseAfter,
    CorruptResponseByte,
    CorruptRequestByte,
    DropResponse,
    ReplaceResponse,
    Hang,
}
