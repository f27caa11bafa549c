using System.Runtime.InteropServices;

namespace StageTools.Terminal.Running;

/// <summary>What the process was started with. A stream that was closed (<c>&lt;&amp;-</c>, <c>&gt;&amp;-</c>) has its number given to some file or
/// pipe of the runtime's own, which must be neither read nor written.</summary>
internal static partial class StandardStreams
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>The standard error. What it cannot take is lost, and nothing ends by that.</summary>
    public static TextWriter Error => field ??= new TolerantWriter(Console.Error);

    /// <summary>Whether there is a standard input.</summary>
    public static bool HasInput => IsOpen(0);

    /// <summary>Whether there is a standard output.</summary>
    public static bool HasOutput => IsOpen(1);

    /// <summary>Sees to it that nothing is written to a stream that was closed.</summary>
    public static void LeaveClosed()
    {
        if (!HasOutput)
            Console.SetOut(TextWriter.Null);

        if (!IsOpen(2))
            Console.SetError(TextWriter.Null);
    }

    // What a process inherits was not to be closed when its program began; what a program opens for itself is.
    private static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || (FileFlags(descriptor, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileFlags(int descriptor, int command);
}
