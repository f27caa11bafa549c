namespace StageTools.Transfer;

/// <summary>How files are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>What to do with a file that is there.</summary>
    public IfFileExists Existing { get; init; }

    /// <summary>The files that the command has made already, which are not replaced by others of the same command.</summary>
    public TakenTargets Taken { get; init; } = new();

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
/// for one name. So are <c>x.csv</c> and <c>X.csv</c> of a bucket, where a folder does not tell them apart.</summary>
public sealed class TakenTargets
{
    // By the name in upper case, and by the very name where one that differs in case alone was there before: the target's and the source's hash.
    private readonly ConcurrentDictionary<UInt128, (ulong Target, ulong Source)> _names = new();
    private readonly ConcurrentDictionary<UInt128, (ulong Target, ulong Source)> _others = new();

    /// <summary>Takes a name for a file; false where the command has given it to another.</summary>
    /// <param name="target">What tells the name from all others.</param>
    /// <param name="source">What tells the file from all others.</param>
    /// <param name="foldsCase">Whether names that differ in case alone are one there.</param>
    internal bool TryTake(string target, string source, Func<bool> foldsCase)
    {
        var mine = (XxHash3.HashToUInt64(Bytes(target)), XxHash3.HashToUInt64(Bytes(source)));
        var first = _names.GetOrAdd(XxHash128.HashToUInt128(Bytes(target.ToUpperInvariant())), mine);
        return first == mine
            || (first.Target != mine.Item1 && !foldsCase() && _others.GetOrAdd(XxHash128.HashToUInt128(Bytes(target)), mine) == mine);
    }

    private static ReadOnlySpan<byte> Bytes(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
