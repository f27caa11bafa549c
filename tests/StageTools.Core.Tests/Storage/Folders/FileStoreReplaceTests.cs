using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A file that takes the place of a certain other, and of nothing else.</summary>
public sealed class FileStoreReplaceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private FileStore Store => _folder.Store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_to_be_replaced_is_replaced()
    {
        _folder.Write("d/a.txt", "old");
        await using (var writer = await BeginAsync("d/a.txt", "new"))
            await writer.CommitAsync(Token);
        _folder.Read("d/a.txt").ShouldBe("new");
        _folder.Files.ShouldBe(["d/a.txt"]);
    }

    [Fact]
    public async Task What_somebody_wrote_meanwhile_stays()
    {
        _folder.Write("a.txt", "old");
        await using (var writer = await BeginAsync("a.txt", "new"))
        {
            _folder.Write("a.txt", "theirs");
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        _folder.Read("a.txt").ShouldBe("theirs");
        _folder.Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task What_was_removed_meanwhile_does_not_come_back()
    {
        _folder.Write("a.txt", "old");
        await using (var writer = await BeginAsync("a.txt", "new"))
        {
            File.Delete(_folder.At("a.txt"));
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_that_append_at_once_each_is_there_or_told()
    {
        _folder.Write("a.txt", "|");
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => AppendAsync((char)('a' + n)), Token)));
        var all = _folder.Read("a.txt");
        told.Select((count, n) => (count, there: all.Count(c => c == 'a' + n))).ShouldAllBe(static n => n.count == n.there);
        told.Sum().ShouldBeGreaterThan(0);
        _folder.Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task The_lock_of_one_that_was_killed_holds_nobody_up()
    {
        _folder.Write("a.txt", "old");
        await using (var writer = await BeginAsync("a.txt", "new"))
        {
            _folder.Write(StorePart.LockOf("a.txt"), string.Empty);
            await writer.CommitAsync(Token);
        }

        _folder.Files.ShouldBe(["a.txt"]);
        _folder.Read("a.txt").ShouldBe("new");
    }

    [Fact]
    public async Task One_that_holds_the_lock_is_waited_for()
    {
        _folder.Write("a.txt", "old");
        await using var writer = await BeginAsync("a.txt", "new");
        using var folder = OpenedItem.Root(_folder.Path);
        Task committing;
        using (TargetLock.Take(folder, "a.txt", "a.txt", Token))
        {
            committing = Task.Run(() => writer.CommitAsync(Token), Token);
            await Task.Delay(100, Token);
            _folder.Read("a.txt").ShouldBe("old");
        }

        await committing;
        _folder.Read("a.txt").ShouldBe("new");
    }

    [Fact]
    public async Task A_wait_for_the_lock_can_be_stopped()
    {
        _folder.Write("a.txt", "old");
        await using var writer = await BeginAsync("a.txt", "new");
        using var folder = OpenedItem.Root(_folder.Path);
        using var held = TargetLock.Take(folder, "a.txt", "a.txt", Token);
        using var stop = new CancellationTokenSource(100);
        await Should.ThrowAsync<OperationCanceledException>(() => Task.Run(() => writer.CommitAsync(stop.Token), Token));
        _folder.Read("a.txt").ShouldBe("old");
    }

    private async Task<int> AppendAsync(char letter)
    {
        var told = 0;
        for (var n = 0; n < 50; n++)
        {
            try
            {
                // What is read is no older than what was looked at.
                await using var writer = await BeginAsync("a.txt", string.Empty);
                await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(_folder.Read("a.txt") + letter), Token);
                await writer.CommitAsync(Token);
                told++;
            }
            catch (StageException e) when (e.Code == StageErrorCode.ChecksumMismatch)
            {
                // Another was first.
            }
        }

        return told;
    }

    private async Task<StoreWriter> BeginAsync(string key, string content)
    {
        var old = await Store.FindAsync(key);
        var writer = await Store.CreateAsync(StageKey.Parse(key), new WriteOptions(Overwrite: true) { Replaces = old }, Token);
        await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), Token);
        return writer;
    }
}
