using StageTools.Core.Tests.Storage;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>Copies between folders of this machine, which are verified, and cost little more than what the system's own do.</summary>
public sealed class LocalCopyTests : IDisposable
{
    private readonly TestFolder _from = new();
    private readonly TestFolder _to = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task Large_files_are_copied_whole()
    {
        foreach (var size in (int[])[(8 << 20) - 1, 8 << 20, (40 << 20) + 7])
            await File.WriteAllBytesAsync(_from.At($"{size}.bin"), Bytes(size), Token);
        (await Copies.All(_from.Place, _to.Place).RunAsync()).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        _to.Files.ShouldBe(_from.Files);
        foreach (var file in _from.Files)
            File.ReadAllBytes(_to.At(file)).AsSpan().SequenceEqual(File.ReadAllBytes(_from.At(file))).ShouldBeTrue();
    }

    [Fact]
    public async Task Hundreds_of_small_files_are_copied_and_each_is_told_of_once()
    {
        for (var n = 0; n < 700; n++)
            _from.Write($"d{n % 5}/{n}.txt", $"{n}");
        var job = new CopyJob(new CopyOptions());
        var copies = await job.RunAsync(Copies.All(_from.Place, _to.Place), Token).ToListAsync();
        copies.Select(static copy => copy.Destination).Distinct(StringComparer.Ordinal).Count().ShouldBe(700);
        copies.ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        _to.Files.ShouldBe(_from.Files);
        _to.Files.ShouldAllBe(file => _to.Read(file) == _from.Read(file));
        job.Progress.FilesDone.ShouldBe(700);
    }

    [Fact]
    public async Task A_small_file_is_there_while_larger_ones_are_still_copied()
    {
        _from.Write("small.txt");
        var waits = new TaskCompletionSource();
        var small = await Copies.All(_from.Place, _to.Place).ToListAsync();
        await foreach (var copy in new CopyJob(new CopyOptions()).RunAsync(ThenWait(), Token))
        {
            _to.Files.ShouldBe(["small.txt"]);
            copy.Status.ShouldBe(CopyStatus.Copied);
            waits.SetResult();
        }

        async IAsyncEnumerable<CopyItem> ThenWait()
        {
            yield return small.ShouldHaveSingleItem();
            await waits.ReachedAsync();
        }
    }

    [Fact]
    public async Task Small_files_for_which_no_room_is_left_fail_and_the_others_are_whole()
    {
        using var disk = SmallDisk.MountOrSkip();
        for (var n = 0; n < 40; n++)
            await File.WriteAllBytesAsync(_from.At($"{n}.bin"), Bytes(50_000), Token);
        var copies = await Copies.All(_from.Place, FileStore.Local(disk.Path)).RunAsync();
        copies.Count.ShouldBe(40);
        copies.ShouldContain(static copy => copy.Status == CopyStatus.Copied);
        copies.Where(static copy => copy.Status != CopyStatus.Copied).ShouldAllBe(static copy => copy.Error!.Code == StageErrorCode.StoreFull);
        Directory.GetFiles(disk.Path).Length.ShouldBe(copies.Count(static copy => copy.Status == CopyStatus.Copied));
        foreach (var file in Directory.GetFiles(disk.Path))
            (await File.ReadAllBytesAsync(file, Token)).AsSpan().SequenceEqual(Bytes(50_000)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_written_while_it_is_copied_is_an_error()
    {
        var path = _from.At("a.bin");
        await File.WriteAllBytesAsync(path, Bytes(64 << 20), Token);
        _to.Write("a.bin", "old");
        Assert.SkipWhen(SharesBlocks(path), "a disk that shares blocks copies a file in a moment");
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own: those of the pool may all be taken.
        var writing = Task.Factory.StartNew(
            () =>
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                while (!stop.IsCancellationRequested)
                {
                    file.Position = 0;
                    file.WriteByte(1);
                    begun.TrySetResult();
                }
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await begun.ReachedAsync();
        var copies = await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Replace);
        await stop.CancelAsync();
        await writing;
        copies.ShouldHaveSingleItem().Error!.Code.ShouldBe(StageErrorCode.ChecksumMismatch);
        _to.Files.ShouldBe(["a.bin"]);
        _to.Read("a.bin").ShouldBe("old");
    }

    [Fact]
    public async Task On_a_disk_that_shares_blocks_a_copy_takes_none()
    {
        using var disk = SmallDisk.MountSharingOrSkip();
        Directory.CreateDirectory(Path.Combine(disk.Path, "from"));
        await File.WriteAllBytesAsync(Path.Combine(disk.Path, "from", "a.bin"), Bytes(30 << 20), Token);
        var free = new DriveInfo(disk.Path).AvailableFreeSpace;
        var copies = await Copies.All(FileStore.Local(Path.Combine(disk.Path, "from")), new FileStore(Path.Combine(disk.Path, "from")), "b").RunAsync();
        copies.ShouldHaveSingleItem().Status.ShouldBe(CopyStatus.Copied);
        (await File.ReadAllBytesAsync(Path.Combine(disk.Path, "from", "b", "a.bin"), Token)).AsSpan().SequenceEqual(Bytes(30 << 20)).ShouldBeTrue();
        (free - new DriveInfo(disk.Path).AvailableFreeSpace).ShouldBeLessThan(10 << 20);
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("666")]
    [InlineData("400")]
    public async Task Who_may_not_read_a_file_may_not_read_its_copy_from_the_first_byte_on(string rights)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "who may read a file there its folder says");
        if (OperatingSystem.IsWindows())
            return;

        var mode = (UnixFileMode)Convert.ToInt32(rights, 8);
        File.SetUnixFileMode(_from.Write("a/key.pem"), mode);
        var given = File.GetUnixFileMode(_to.Write("any"));
        var expected = given & (mode | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Copies.All(_from.Place, _to.Store, "copied").RunAsync();
        File.GetUnixFileMode(_to.At("copied/a/key.pem")).ShouldBe(expected);

        var from = _from.Store;
        var file = (await from.FindAsync("a/key.pem"))!.Value;
        using (var content = (LocalStream)await from.OpenReadAsync(file, 0, Token))
        {
            await using var writer = await _to.Store.CreateAsync(StageKey.Parse("parts/key.pem"), new WriteOptions { Original = content }, Token);
            File.GetUnixFileMode(Directory.GetFiles(_to.At("parts")).ShouldHaveSingleItem()).ShouldBe(expected);
        }

        // Who replaces a file has it read by those who could read that.
        _to.Write("moved/a/key.pem");
        var item = new StageItem(StageName.Parse("s"), file);
        await ItemTransfer.MoveAsync(from, item, StageKey.Parse("a/key.pem"), new Target(_to.Store, StageKey.Parse("moved/new.pem"), IsFolder: false), overwrite: false, Token);
        File.GetUnixFileMode(_to.At("moved/new.pem")).ShouldBe(expected);
        await Copies.Folder(_to.Store, "copied", _to.Place, "moved").RunAsync(IfFileExists.Replace);
        File.GetUnixFileMode(_to.At("moved/a/key.pem")).ShouldBe(given);
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static bool SharesBlocks(string path)
    {
        using var source = File.OpenHandle(path);
        using var target = File.OpenHandle(path + ".clone", FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        return DiskCalls.TryClone(source, target);
    }
}
