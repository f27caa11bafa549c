using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>DESIGN, rule 4: a file is there whole, under its name, or not at all.</summary>
public sealed class FileStoreWriterTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private FileStore Store => _folder.Store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_seen_before_the_commit()
    {
        await using var writer = await Store.CreateAsync("a/b.txt");
        await writer.Stream.WriteAsync("half"u8.ToArray(), Token);
        (await Store.FindAsync("a/b.txt")).ShouldBeNull();
        (await Store.KeysAsync()).ShouldBeEmpty();
        (await Store.FolderAsync("a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_commit_puts_the_file_in_its_place_and_leaves_nothing_else()
    {
        await using (var writer = await Store.CreateAsync("a.txt"))
        {
            await writer.Stream.WriteAsync("whole"u8.ToArray(), Token);
            (await writer.CommitAsync(Token)).Size.ShouldBe(5);
        }

        _folder.Files.ShouldBe(["a.txt"]);
        _folder.Read("a.txt").ShouldBe("whole");
    }

    [Fact]
    public async Task Old_content_is_read_until_the_commit()
    {
        _folder.Write("a.txt", "old");
        await using var writer = await Store.CreateAsync("a.txt");
        await writer.Stream.WriteAsync("new"u8.ToArray(), Token);
        (await Store.ReadTextAsync("a.txt")).ShouldBe("old");
        await writer.CommitAsync(Token);
        (await Store.ReadTextAsync("a.txt")).ShouldBe("new");
    }

    [Fact]
    public async Task Whoever_reads_during_the_commit_reads_the_old_file_to_its_end()
    {
        _folder.Write("a.txt", "old content");
        using var reader = new StreamReader(await Store.OpenReadAsync(StageKey.Parse("a.txt"), Token));
        await Store.WriteTextAsync("a.txt", "new");
        (await reader.ReadToEndAsync(Token)).ShouldBe("old content");
    }

    [Fact]
    public async Task What_is_not_committed_leaves_the_old_content_and_no_part()
    {
        _folder.Write("a.txt", "old");
        await using (var writer = await Store.CreateAsync("a.txt"))
            await writer.Stream.WriteAsync("new"u8.ToArray(), Token);
        _folder.Files.ShouldBe(["a.txt"]);
        _folder.Read("a.txt").ShouldBe("old");
    }

    [Fact]
    public async Task A_commit_that_is_cancelled_leaves_nothing()
    {
        await using (var writer = await Store.CreateAsync("a.txt"))
            await Should.ThrowAsync<OperationCanceledException>(() => writer.CommitAsync(new CancellationToken(canceled: true)));
        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_there_is_refused_before_any_byte_is_sent()
    {
        _folder.Write("a.txt", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Store.CreateAsync("a.txt", overwrite: false));
        _folder.Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_file_that_appears_before_the_commit_is_not_replaced()
    {
        await using (var writer = await Store.CreateAsync("a.txt", overwrite: false))
        {
            _folder.Write("a.txt", "theirs");
            await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        _folder.Files.ShouldBe(["a.txt"]);
        _folder.Read("a.txt").ShouldBe("theirs");
    }

    [Fact]
    public async Task Of_many_writers_of_a_new_file_one_succeeds()
    {
        var writers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.CreateAsync("a.txt", overwrite: false)));
        var errors = await Task.WhenAll(writers.Select(writer => Task.Run(
            async () =>
            {
                await using (writer)
                {
                    try
                    {
                        await writer.CommitAsync(Token);
                        return null;
                    }
                    catch (StageException e)
                    {
                        return e;
                    }
                }
            },
            Token)));
        errors.Count(static error => error is null).ShouldBe(1);
        errors.Where(static error => error is not null).ShouldAllBe(static error => error!.Code == StageErrorCode.FileAlreadyExists);
        _folder.Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_file_gets_the_time_it_is_told()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        await Store.WriteAsync(StageKey.Parse("a.txt"), new MemoryStream([1]), new WriteOptions { LastModified = time }, Token);
        File.GetLastWriteTimeUtc(_folder.At("a.txt")).ShouldBe(time.UtcDateTime);
    }

    [Fact]
    public async Task What_was_stored_otherwise_than_written_is_noticed_and_given_up()
    {
        _folder.Write("a.txt", "old");
        await using (var writer = await Store.CreateAsync(StageKey.Parse("a.txt"), new WriteOptions(Overwrite: true) { Verify = true }, Token))
        {
            await writer.Stream.WriteAsync("new"u8.ToArray(), Token);

            // A disk that loses a byte: nobody else writes to a part.
            using (var part = new FileStream(_folder.At(_folder.Files[0]), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                part.WriteByte((byte)'x');
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        _folder.Files.ShouldBe(["a.txt"]);
        _folder.Read("a.txt").ShouldBe("old");
    }

    [Fact]
    public async Task What_was_stored_otherwise_at_the_beginning_of_a_large_file_is_noticed()
    {
        var megabyte = new byte[1 << 20];
        await using (var writer = await Store.CreateAsync(StageKey.Parse("a.bin"), new WriteOptions { Verify = true }, Token))
        {
            await writer.Stream.WriteAsync(megabyte, Token);
            using (var part = new FileStream(_folder.At(_folder.Files[0]), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                part.WriteByte(1);
            for (var n = 0; n < 30; n++)
                await writer.Stream.WriteAsync(megabyte, Token);
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_large_file_is_written_and_verified_whole()
    {
        var bytes = new byte[(5 << 20) + 7];
        new Random(1).NextBytes(bytes);
        await Store.WriteAsync(StageKey.Parse("a.bin"), new MemoryStream(bytes), new WriteOptions { Verify = true, ExpectedSize = bytes.Length }, Token);
        (await File.ReadAllBytesAsync(_folder.At("a.bin"), Token)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_shorter_than_expected_has_the_length_of_what_was_written()
    {
        await Store.WriteAsync(StageKey.Parse("a.bin"), new MemoryStream([1, 2, 3]), new WriteOptions { ExpectedSize = 1000 }, Token);
        new FileInfo(_folder.At("a.bin")).Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2L << 20)]
    public async Task A_full_disk_leaves_the_old_file_and_no_part(long? expected)
    {
        using var disk = SmallDisk.MountOrSkip();
        var store = new FileStore(disk.Path);
        await store.WriteTextAsync("a.bin", "old");
        var error = await StageErrorCode.StoreFull.ShouldFailAsync(() => store.WriteAsync(
            StageKey.Parse("a.bin"), new MemoryStream(new byte[2 << 20]), new WriteOptions(Overwrite: true) { ExpectedSize = expected }, Token));
        error.Target.ShouldBe(Path.Combine(disk.Path, "a.bin"));
        Directory.GetFiles(disk.Path).ShouldBe([Path.Combine(disk.Path, "a.bin")]);
        (await store.ReadTextAsync("a.bin")).ShouldBe("old");
    }

    [Fact]
    public async Task A_read_only_disk_refuses_access()
    {
        using var disk = SmallDisk.MountOrSkip();
        disk.MakeReadOnly();
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => new FileStore(disk.Path).WriteTextAsync("a.bin"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_made()
    {
        var store = new FileStore(_folder.At("gone"));
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => store.WriteTextAsync("a/b.txt"));
        Directory.Exists(_folder.At("gone")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_vanishes_during_the_write_is_not_made_again()
    {
        var store = new FileStore(_folder.Folder("stage"));
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(async () =>
        {
            await using var writer = await store.CreateAsync("a.txt");
            await writer.Stream.WriteAsync("new"u8.ToArray(), Token);
            Directory.Delete(_folder.At("stage"), recursive: true);
            await writer.CommitAsync(Token);
        });
        Directory.Exists(_folder.At("stage")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_write_given_up_in_a_folder_that_vanished_is_given_up_in_silence()
    {
        var store = new FileStore(_folder.Folder("stage"));
        await using (await store.CreateAsync("a.txt"))
            Directory.Delete(_folder.At("stage"), recursive: true);
        Directory.Exists(_folder.At("stage")).ShouldBeFalse();
    }
}
