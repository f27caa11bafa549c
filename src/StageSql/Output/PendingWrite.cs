using System.Diagnostics;

namespace StageTools.Terminal.Output;

/// <summary>What the statement that runs is writing just now: a terminal, or a pipe, that nobody reads takes nothing, for ever.</summary>
internal static class PendingWrite
{
    private static long _begun;

    /// <summary>Whether a write waits for longer than that.</summary>
    public static bool IsOlderThan(TimeSpan time) => Volatile.Read(ref _begun) is > 0 and var begun && Stopwatch.GetElapsedTime(begun) > time;

    /// <summary>Writes.</summary>
    public static void Run(Action write)
    {
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        try
        {
            write();
        }
        finally
        {
            Volatile.Write(ref _begun, 0);
        }
    }
}
