using System.Runtime.InteropServices;

namespace StageTools.Terminal.Running;

/// <summary>Ctrl+C, and what else asks the process to end: the first ends the statement in good order, a second one ends the process at
/// once.</summary>
internal sealed partial class Interruption : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _source = new();
    private readonly Timer? _watch;

    /// <summary>Listens from now on.</summary>
    /// <param name="endsProcess">Whether nothing comes after the statement. Then a write that nobody takes does not keep the process either.</param>
    public Interruption(bool endsProcess)
    {
        _watch = endsProcess ? new Timer(_ => LeaveWrite()) : null;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear),
        ];
    }

    /// <summary>Cancelled when the process is to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process then says.</summary>
    public int ExitCode { get; private set; } = Running.ExitCode.Interrupted;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();

        _watch?.Dispose();
        _source.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;

        context.Cancel = true;
        ExitCode = context.Signal is PosixSignal.SIGTERM ? Running.ExitCode.Terminated : Running.ExitCode.Interrupted;
        _watch?.Change(Delay, Delay);
        _source.Cancel();
    }

    // What the statement was doing is undone when it writes no more; a statement that only waits for its reader has nothing to undo.
    private void LeaveWrite()
    {
        if (!PendingWrite.IsOlderThan(Delay))
            return;

        if (OperatingSystem.IsWindows())
            Environment.Exit(ExitCode);

        // Not by way of the runtime, which would wait for the terminal again.
        ExitNow(ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
