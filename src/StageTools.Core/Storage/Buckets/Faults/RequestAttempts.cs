namespace StageTools.Storage.Buckets.Faults;

/// <summary>How often requests went out: the SDK repeats one whose answer was lost.</summary>
internal sealed class RequestAttempts
{
    private static readonly AsyncLocal<RequestAttempts?> Counting = new();

    private int _count;

    /// <summary>Whether what may have been done before was asked for again.</summary>
    public bool MoreThanOne => Volatile.Read(ref _count) > 1;

    /// <summary>Counts the attempts at the requests that the caller makes from now on.</summary>
    public static RequestAttempts Count() => Counting.Value = new RequestAttempts();

    /// <summary>An attempt goes out.</summary>
    public static void Add()
    {
        if (Counting.Value is { } attempts)
            Interlocked.Increment(ref attempts._count);
    }
}
