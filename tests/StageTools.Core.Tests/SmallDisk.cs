using System.Diagnostics;

namespace StageTools.Core.Tests;

/// <summary>A file system of one test's own, of one megabyte: it can be full, and it can be made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Mounts one, or skips the test.</summary>
    /// <param name="limits">What else is small about it: options of tmpfs, a comma before each.</param>
    public static SmallDisk MountOrSkip(string limits = "")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small file system is mounted on Linux only");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", "size=1m" + limits, "tmpfs", disk.Path) == 0)
            return disk;
        disk._folder.Dispose();
        Assert.Skip("this user may not mount a tmpfs");
        return null!;
    }

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path).ShouldBe(0);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    /// <summary>Runs a program; its exit code, -1 where there is no such program.</summary>
    public static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            return process.WaitForExit(Child.Deadline) ? process.ExitCode : throw new TimeoutException($"{program} did not end within {Child.Deadline}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
