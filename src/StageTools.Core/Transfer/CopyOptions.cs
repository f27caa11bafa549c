namespace StageTools.Transfer;

/// <summary>How files are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>What to do with a file that is there.</summary>
    public IfFileExists Existing { get; init; }

    /// <summary>
    /// The files that the command has made already, which are not to be replaced by others of the same command; null where each has a place of its
    /// own.
    /// </summary>
    public TakenTargets? Taken { get; init; }

    /// <summary>The storage class of the copies; null for what the destination's stage or bucket says.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How many files at once, 1 to 256.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>Four, or as many as there are cores where those are more: enough for disks.</summary>
    public static int DefaultThrottleLimit { get; } = Math.Clamp(Environment.ProcessorCount, 4, 16);

    /// <summary>What suits two places: a bucket answers late and takes many requests at once.</summary>
    public static int ThrottleLimitFor(Place from, Place to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return Math.Max(from.Store.MostRequests, to.Store.MostRequests) is > 1 and var most ? most : DefaultThrottleLimit;
    }
}
