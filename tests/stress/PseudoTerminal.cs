using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StageTools.Stress;

/// <summary>A program on a terminal of its own that nobody reads: what it writes fills the kernel's buffer, and then waits.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadAndWrite = 2;
    private const int NotOurs = 0x100;

    private readonly FileStream _master;
    private readonly Process _process;

    /// <summary>Starts a program on one.</summary>
    public PseudoTerminal(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var master = Open(ReadAndWrite | NotOurs);
        (master >= 0 && Grant(master) == 0 && Unlock(master) == 0).ShouldBeTrue("a pseudo-terminal can be opened");
        var name = new byte[64];
        NameOf(master, name, name.Length).ShouldBe(0);
        _master = new FileStream(new SafeFileHandle(master, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        var terminal = System.Text.Encoding.ASCII.GetString(name).TrimEnd('\0');
        var start = new ProcessStartInfo("sh", ["-c", "terminal=$1; shift; exec setsid --ctty --wait \"$@\" <>\"$terminal\" >&0 2>&0", "sh", terminal, program, .. arguments]);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>Types.</summary>
    public void Type(string text) => _master.Write(System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>Whether the program ends in time.</summary>
    public bool Ends(TimeSpan within) => _process.WaitForExit(within);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _master.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int Open(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int master);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(int master, [Out] byte[] name, nint size);
}
