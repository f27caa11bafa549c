namespace StageTools.Transfer;

/// <summary>How files are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>What to do with a file that is there.</summary>
    public IfFileExists Existing { get; init; }

    /// <summary>How many files at once, 1 to 256.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>Four, or as many as there are cores where those are more.</summary>
    public static int DefaultThrottleLimit { get; } = Math.Clamp(Environment.ProcessorCount, 4, 16);
}
