using System.Runtime.InteropServices;

namespace StageTools.Terminal.Running;

/// <summary>Ctrl+C, and what else asks the process to end: the first ends the statement in good order, a second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _source = new();

    /// <summary>Listens from now on.</summary>
    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear),
    ];

    /// <summary>Cancelled when the process is to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process then says.</summary>
    public int ExitCode { get; private set; } = Running.ExitCode.Interrupted;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = context.Signal is PosixSignal.SIGTERM ? Running.ExitCode.Terminated : Running.ExitCode.Interrupted;
        _source.Cancel();
    }
}
