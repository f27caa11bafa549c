namespace StageTools.TestServers;

/// <summary>A rule by which requests go wrong.</summary>
/// <param name="action">What befalls them.</param>
/// <param name="strikes">Which requests.</param>
/// <param name="times">How many of them; <see cref="int.MaxValue"/> for all.</param>
public sealed class Fault(FaultAction action, Func<RequestHead, bool> strikes, int times = 1)
{
    private readonly Lock _lock = new();

    public FaultAction Action => action;

    /// <summary>How many requests it has struck.</summary>
    public int Struck { get; private set; }

    /// <summary>Whether it strikes this request, which then counts.</summary>
    internal bool Strike(RequestHead request)
    {
        if (!strikes(request))
            return false;
        lock (_lock)
        {
            if (Struck == times)
                return false;
            Struck++;
            return true;
        }
    }
}
