using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>DESIGN, rule 4, for small files that are committed together.</summary>
public sealed class JointCommitTests : IDisposable
{
    private const int Count = 20;

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_files_get_their_names_and_their_times_and_nothing_else_stays()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        (await CommitAsync(_folder.Store, new WriteOptions { LastModified = time, Verify = true })).ShouldAllBe(static error => error == null);
        _folder.Files.ShouldBe(Enumerable.Range(0, Count).Select(Key).Order(StringComparer.Ordinal));
        _folder.Files.ShouldAllBe(key => _folder.Read(key) == key && File.GetLastWriteTimeUtc(_folder.At(key)) == time.UtcDateTime);
    }

    [Fact]
    public async Task One_that_cannot_have_its_name_is_given_up_alone()
    {
        var errors = await CommitAsync(_folder.Store, new WriteOptions(), _ => _folder.Write(Key(3), "theirs"));
        errors.Index().Where(static error => error.Item is not null).ShouldHaveSingleItem().Index.ShouldBe(3);
        errors[3]!.Code.ShouldBe(StageErrorCode.FileAlreadyExists);
        _folder.Read(Key(3)).ShouldBe("theirs");
        _folder.Files.Count.ShouldBe(Count);
    }

    [Fact]
    public async Task One_that_was_stored_otherwise_than_written_is_given_up_alone()
    {
        var errors = await CommitAsync(_folder.Store, new WriteOptions { Verify = true }, _ =>
        {
            var part = _folder.Files.First(file => _folder.Read(file) == Key(5));
            using var stream = new FileStream(_folder.At(part), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            stream.WriteByte((byte)'x');
        });
        errors[5]!.Code.ShouldBe(StageErrorCode.ChecksumMismatch);
        errors.Count(static error => error is not null).ShouldBe(1);
        _folder.Files.Count.ShouldBe(Count - 1);
    }

    [Fact]
    public async Task Files_whose_folder_was_moved_are_given_up_and_the_others_are_there()
    {
        var errors = await CommitAsync(
            _folder.Store, new WriteOptions(), _ => Directory.Move(_folder.At("d1"), _folder.At("elsewhere")));
        errors.Index().Where(static error => error.Item is not null).Select(static error => error.Index % 2).Distinct().ShouldBe([1]);
        _folder.Files.ShouldAllBe(static file => file.StartsWith("d0", StringComparison.Ordinal));
        _folder.Files.Count.ShouldBe(Count / 2);
    }

    [Fact]
    public async Task Files_that_were_flushed_together_are_staged_each_by_itself()
    {
        var staged = await WithFilesAsync(_folder.Store, new WriteOptions { Verify = true }, async writers =>
        {
            await _folder.Store.FlushAsync(writers, Token);
            return await Task.WhenAll(writers.Select(static writer => writer.StageAsync("0123456789abcdef0123456789abcdef", Token)));
        });
        staged.Select(static file => file.Key).ShouldBe(Enumerable.Range(0, Count).Select(Key));
        _folder.Files.Select(Path.GetFileName).ShouldBe(staged.Cast<FolderFile>().Select(static file => file.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task A_commit_that_is_stopped_leaves_no_part()
    {
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => CommitAsync(_folder.Store, new WriteOptions(), _ => stop.Cancel(), stop));
        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_that_cannot_be_flushed_as_a_whole_is_flushed_file_by_file()
    {
        using var disk = SmallDisk.MountOrSkip("ramfs");
        var store = new FileStore(disk.Path);
        var isWhole = true;
        (await CommitAsync(store, new WriteOptions { Verify = true }, first => isWhole = first.TryFlushDisk())).ShouldAllBe(static error => error == null);
        isWhole.ShouldBeFalse();
        (await store.KeysAsync()).Count.ShouldBe(Count);
    }

    [Fact]
    public async Task A_disk_that_can_be_is()
    {
        using var disk = SmallDisk.MountOrSkip();
        var isWhole = false;
        await CommitAsync(new FileStore(disk.Path), new WriteOptions(), first => isWhole = first.TryFlushDisk());
        isWhole.ShouldBeTrue();
    }

    private static string Key(int n) => $"d{n % 2}/{n}.txt";

    private static Task<IReadOnlyList<StageException?>> CommitAsync(
        FileStore store, WriteOptions options, Action<FileStoreWriter>? before = null, CancellationTokenSource? stop = null) =>
        WithFilesAsync(store, options, async writers =>
        {
            (await store.KeysAsync()).ShouldBeEmpty();
            before?.Invoke((FileStoreWriter)writers[0]);
            return await store.CommitAsync(writers, stop?.Token ?? Token);
        });

    private static async Task<T> WithFilesAsync<T>(FileStore store, WriteOptions options, Func<IReadOnlyList<StoreWriter>, Task<T>> work)
    {
        var writers = new List<StoreWriter>();
        try
        {
            for (var n = 0; n < Count; n++)
            {
                var writer = await store.CreateAsync(StageKey.Parse(Key(n)), options, Token);
                writers.Add(writer);
                await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Key(n)), Token);
            }

            return await work(writers);
        }
        finally
        {
            foreach (var writer in writers)
                await writer.DisposeAsync();
        }
    }
}
