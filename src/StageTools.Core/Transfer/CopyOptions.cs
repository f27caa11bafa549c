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

    /// <summary>What suits two stores: a bucket answers late and takes many requests at once.</summary>
    public static int ThrottleLimitFor(IStore from, IStore to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return Math.Max(from.MostRequests, to.MostRequests) is > 1 and var most ? most : DefaultThrottleLimit;
    }
}

/// <summary>What writing a file does when one of its name is there.</summary>
public enum IfFileExists
{
    /// <summary>Fails.</summary>
    Fail,

    /// <summary>Replaces it.</summary>
    Replace,

    /// <summary>Leaves one with the same content, and replaces another.</summary>
    Update,
}

/// <summary>Which files one command has made, so that it makes none of them of two: <c>a/x.csv</c> and <c>b/x.csv</c> into one folder are two files
/// for one name.</summary>
public sealed class TakenTargets
{
    private readonly ConcurrentDictionary<UInt128, UInt128> _sources = new();

    /// <summary>Takes a name for a file; false where the command has given it to another.</summary>
    internal bool TryTake(string target, string source) => _sources.GetOrAdd(Hash(target), Hash(source)) == Hash(source);

    private static UInt128 Hash(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));
}
