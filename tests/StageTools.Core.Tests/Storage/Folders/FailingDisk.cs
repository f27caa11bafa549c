namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A disk that takes all that is written, and fails when it is to keep it: what it is kept in has no room, which nobody there can know.</summary>
internal sealed class FailingDisk : IDisposable
{
    private readonly SmallDisk _behind = SmallDisk.MountOrSkip(limits: ",size=32m");
    private readonly TestFolder _folder = new();

    private FailingDisk()
    {
    }

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Combine(_behind.Path, "filler");

    /// <summary>Mounts one that works, or skips the test.</summary>
    public static FailingDisk MountOrSkip()
    {
        var disk = new FailingDisk();
        var image = System.IO.Path.Combine(disk._behind.Path, "image");
        using (var file = File.Create(image))
            file.SetLength(64 << 20);
        if (SmallDisk.Run("mke2fs", "-q", "-F", image) == 0 && SmallDisk.Run("mount", "-o", "loop", image, disk.Path) == 0)
            return disk;
        disk.Dispose();
        Assert.Skip("this user may not mount a file as a disk");
        return null!;
    }

    /// <summary>From here on it fails.</summary>
    public void Break()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Should.Throw<IOException>(() =>
        {
            for (var page = new byte[4096]; ;)
                file.Write(page);
        });
    }

    /// <summary>From here on it works.</summary>
    public void Mend() => File.Delete(Filler);

    public void Dispose()
    {
        SmallDisk.Run("umount", "-l", Path);
        _folder.Dispose();
        _behind.Dispose();
    }
}
