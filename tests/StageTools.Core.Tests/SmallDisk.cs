using System.Diagnostics;

namespace StageTools.Core.Tests;

/// <summary>A file system of one test's own: of one megabyte, it can be full, and it can be made read-only; or one that shares blocks.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _image = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Mounts one, or skips the test.</summary>
    /// <param name="kind">Of which file system.</param>
    /// <param name="limits">What else is small about it: options of the file system, a comma before each.</param>
    public static SmallDisk MountOrSkip(string kind = "tmpfs", string limits = "") =>
        MountOrSkip(kind, disk => Run("mount", "-t", kind, "-o", "size=1m" + limits, kind, disk.Path) == 0);

    /// <summary>Mounts one on which two files can have the same blocks, or skips the test.</summary>
    public static SmallDisk MountSharingOrSkip() => MountOrSkip("xfs", static disk =>
    {
        using (var file = File.Create(disk.Image))
            file.SetLength(400 << 20);
        return Run("mkfs.xfs", "-q", "-m", "reflink=1", disk.Image) == 0 && disk.TryMountImage();
    });

    /// <summary>Takes its power from one that shares: what was not flushed is gone when it is mounted again.</summary>
    public async Task LosePowerAsync()
    {
        Run("xfs_io", "-x", "-c", "shutdown", Path).ShouldBe(0);

        // A process that is just being started elsewhere may still hold it.
        for (var attempt = 1; Run("umount", Path) != 0; attempt++)
        {
            attempt.ShouldBeLessThan(100);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        TryMountImage().ShouldBeTrue();
    }

    private string Image => _image.At("image");

    private bool TryMountImage() => Run("mount", "-o", "loop", Image, Path) == 0;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Leaves no room on it. A process that is just being started elsewhere may still hold what was removed here, and give its room back
    /// a moment later: it is full when nothing more has gone there for a while.</summary>
    public async Task FillAsync()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var idle = 0; idle < 3; idle++)
        {
            var before = filler.Length;
            await Should.ThrowAsync<IOException>(async () => await filler.WriteAsync(new byte[2 << 20], TestContext.Current.CancellationToken));
            await Task.Delay(100, TestContext.Current.CancellationToken);
            idle = filler.Length > before ? 0 : idle;
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Filler);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path).ShouldBe(0);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
        _image.Dispose();
    }

    private static SmallDisk MountOrSkip(string kind, Func<SmallDisk, bool> mount)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small file system is mounted on Linux only");
        var disk = new SmallDisk();
        if (mount(disk))
            return disk;
        disk._folder.Dispose();
        disk._image.Dispose();
        Assert.Skip($"this user may not mount a file system of {kind}");
        return null!;
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
