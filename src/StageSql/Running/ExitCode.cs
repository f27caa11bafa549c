namespace StageTools.Terminal.Running;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>Every statement did its work.</summary>
    public const int Done = 0;

    /// <summary>A statement failed, or could not be read.</summary>
    public const int StatementFailed = 1;

    /// <summary>The command line is wrong: nothing was run.</summary>
    public const int UsageWrong = 2;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more, as programs end that know nothing better.</summary>
    public const int PipeClosed = 141;

    /// <summary>It was asked to end.</summary>
    public const int Terminated = 143;
}
