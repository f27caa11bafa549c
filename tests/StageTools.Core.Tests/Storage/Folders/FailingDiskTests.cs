using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A disk takes what is written and fails to keep it later: nobody is told that his file is there.</summary>
public sealed class FailingDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(5 << 20)]
    public async Task What_the_disk_does_not_keep_is_no_file(int size)
    {
        using var disk = FailingDisk.MountOrSkip();
        await using (var writer = await CreateAsync(disk))
        {
            disk.Break();
            await writer.Stream.WriteAsync(Content(size), Token);
            ShouldTell(await Should.ThrowAsync<StageException>(() => writer.CommitAsync(Token)));
        }

        Directory.GetFiles(disk.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_wrote_while_it_failed_is_told_though_it_works_again_at_the_end()
    {
        using var disk = FailingDisk.MountOrSkip();
        await using (var writer = await CreateAsync(disk))
        {
            // Each handle is told once of what failed: this one now, the writer's whenever it asks.
            using (var part = new FileStream(Directory.GetFiles(disk.Path).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            {
                disk.Break();
                await writer.Stream.WriteAsync(Content(5 << 20), Token);
                Should.Throw<IOException>(() => DiskFlush.Flush(part));
            }

            disk.Mend();
            for (var more = 0; more < 3; more++)
            {
                await Task.Delay(200, Token);
                await writer.Stream.WriteAsync(Content(5 << 20), Token);
            }

            ShouldTell(await Should.ThrowAsync<StageException>(() => writer.CommitAsync(Token)));
        }

        Directory.GetFiles(disk.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_files_that_are_flushed_together_each_is_told()
    {
        using var disk = FailingDisk.MountOrSkip();
        var store = new FileStore(disk.Path);
        var files = new List<StoreWriter>();
        for (var n = 0; n < 2 * JointCommit.Several; n++)
            files.Add(await store.CreateAsync(StageKey.Parse($"{n}"), new WriteOptions(), Token));
        try
        {
            disk.Break();
            foreach (var file in files)
                await file.Stream.WriteAsync(Content(1 << 18), Token);
            await store.FlushAsync(files, Token);
            foreach (var file in files)
                ShouldTell(await Should.ThrowAsync<StageException>(() => file.StageAsync("0123456789abcdef0123456789abcdef", Token)));
        }
        finally
        {
            foreach (var file in files)
                await file.DisposeAsync();
        }

        Directory.GetFiles(disk.Path).ShouldBeEmpty();
    }

    // Linux says that there is no room, or that the disk failed, as the kernel is old or new.
    private static void ShouldTell(StageException error) => error.Code.ShouldBeOneOf(StageErrorCode.StoreFull, StageErrorCode.StoreUnavailable);

    private static Task<StoreWriter> CreateAsync(FailingDisk disk) =>
        ((IStore)new FileStore(disk.Path)).CreateAsync(StageKey.Parse("a"), new WriteOptions(), Token);

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(1).NextBytes(content);
        return content;
    }
}
