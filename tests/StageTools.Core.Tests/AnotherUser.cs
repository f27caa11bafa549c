using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace StageTools.Core.Tests;

/// <summary>Work done as a user who is not root, by a thread of its own: Linux gives each thread its rights.</summary>
internal static partial class AnotherUser
{
    /// <summary>The number of that user.</summary>
    public const int Victim = 65534;

    /// <summary>The number of a third one.</summary>
    public const int Attacker = 61234;

    private static readonly nuint Unchanged = nuint.MaxValue;

    /// <summary>Skips a test where one cannot be another user.</summary>
    public static void Require() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux can be another user");

    /// <summary>Does work as that user, from beginning to end on the one thread.</summary>
    public static void Run(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // Past the C library, which would change all threads.
                var number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;
                ((int)SetUsers(number, Unchanged, Victim, Unchanged)).ShouldBe(0);
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Gives a file, or a folder and all in it, to a user.</summary>
    public static void Give(string path, int user) => Child.RunAsync("chown", ["-hR", $"{user}:{user}", path]).GetAwaiter().GetResult();

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SetUsers(nint number, nuint real, nuint effective, nuint saved);
}
