using System.Data.SQLite;
using StageTools.Catalog;
using StageTools.Catalog.Sqlite;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A directory table of many pages, and of many readers.</summary>
public sealed class SqliteDirectoryTableTests : IAsyncLifetime
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly TestFolder _folder = new();
    private readonly SqliteCatalog _catalog;

    public SqliteDirectoryTableTests() => _catalog = new SqliteCatalog(_folder.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await _catalog.AddAsync(
            StageName.Parse("sales"), static () => new CatalogEntry { Id = Id, Name = StageName.Parse("sales"), Kind = StageKind.Internal }, replace: false, Token);

    public ValueTask DisposeAsync()
    {
        _catalog.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_999)]
    [InlineData(2_000)]
    [InlineData(2_001)]
    [InlineData(4_000)]
    [InlineData(5_003)]
    public async Task Every_file_is_listed_once_and_in_order_however_many_pages_there_are(int files)
    {
        (await RefreshAsync(Enumerable.Reverse(Keys("f", files)))).ShouldBe(files);
        (await ListAsync("")).ShouldBe(Keys("f", files));
    }

    [Theory]
    [InlineData("a/")]
    [InlineData("b/")]
    [InlineData("c/")]
    public async Task A_prefix_of_many_pages_is_listed_whole_and_alone(string prefix)
    {
        await RefreshAsync(Keys("a/", 2_500).Concat(Keys("b/", 4_000)).Concat(Keys("c/", 2_001)));
        (await ListAsync(prefix)).ShouldBe(Keys(prefix, prefix switch { "a/" => 2_500, "b/" => 4_000, _ => 2_001 }));
    }

    [Theory]
    [InlineData("a%", new[] { "a%b" })]
    [InlineData("a_", new[] { "a_b" })]
    [InlineData("é", new[] { "é😀" })]
    [InlineData("A", new[] { "Ab" })]
    [InlineData("'", new[] { "'; DROP TABLE stage; --" })]
    public async Task A_prefix_is_a_text_and_no_pattern(string prefix, string[] found)
    {
        await RefreshAsync(["a%b", "a_b", "axb", "Ab", "é😀", "'; DROP TABLE stage; --"]);
        (await ListAsync(prefix)).ShouldBe(found);
    }

    [Fact]
    public async Task Whoever_reads_during_a_refresh_sees_the_old_listing_until_the_new_one_is_whole()
    {
        await RefreshAsync(["old"]);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var refreshing = _catalog.Directory.RefreshAsync(Id, Items(Keys("new", 4_500), async n =>
        {
            // Two batches are written by now, and the third is not.
            if (n != 4_400)
                return;
            reached.SetResult();
            await goOn.Task.WaitAsync(Token);
        }), Token);
        await reached.Task.WaitAsync(Token);
        (await ListAsync("")).ShouldBe(["old"]);
        goOn.SetResult();
        await refreshing;
        (await ListAsync("")).ShouldBe(Keys("new", 4_500));
    }

    [Fact]
    public async Task A_refresh_that_fails_leaves_the_old_listing()
    {
        await RefreshAsync(["old"]);
        await Should.ThrowAsync<IOException>(() => _catalog.Directory.RefreshAsync(
            Id, Items(Keys("new", 3_000), static n => n == 2_500 ? throw new IOException("The store failed.") : Task.CompletedTask), Token));
        (await ListAsync("")).ShouldBe(["old"]);
        (await RefreshAsync(["next"])).ShouldBe(1);
        (await ListAsync("")).ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_refresh_of_a_stage_that_was_dropped_meanwhile_says_so()
    {
        await _catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token);
        await StageErrorCode.StageNotFound.ShouldFailAsync(() => RefreshAsync(["a"]));
    }

    [Fact]
    public async Task All_that_the_store_told_is_kept()
    {
        var item = new StoreItem("a", long.MaxValue, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1)) { MD5 = "00ff", StorageClass = "GLACIER" };
        await _catalog.Directory.RefreshAsync(Id, new[] { item }.ToAsync(), Token);
        await foreach (var listed in _catalog.Directory.ListAsync(Id, "", Token))
            listed.ShouldBe(item);
        (await ListAsync("")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_is_no_larger_after_many_refreshes_than_after_the_first(bool isOfOldVersion)
    {
        if (isOfOldVersion)
            Sqlite("PRAGMA auto_vacuum = NONE; VACUUM");

        var files = Keys("a name of some length that a file may have ", 50_000);
        await RefreshAsync(files);
        var pages = Sqlite("PRAGMA page_count");
        for (var i = 0; i < 3; i++)
            await RefreshAsync(files);

        (Sqlite("PRAGMA page_count") - Sqlite("PRAGMA freelist_count")).ShouldBeInRange(pages - 64, pages + 64);
        Sqlite("PRAGMA freelist_count").ShouldBeLessThan(1100);
        Sqlite("SELECT count(*) FROM directory_file").ShouldBe(50_000);
        await _catalog.Directory.ClearAsync(Id, Token);
        Sqlite("SELECT count(*) FROM directory_file").ShouldBe(0);
        Sqlite("PRAGMA page_count").ShouldBeLessThan(1100);
    }

    private long Sqlite(string sql)
    {
        using var connection = new SQLiteConnection($"Data Source={SqliteCatalog.FileIn(_folder.Home)};Pooling=False");
        connection.Open();
        using var command = new SQLiteCommand(sql, connection);
        return command.ExecuteScalar() as long? ?? 0;
    }

    private static List<string> Keys(string prefix, int count) => [.. Enumerable.Range(0, count).Select(n => $"{prefix}{n:00000}")];

    private static async IAsyncEnumerable<StoreItem> Items(IEnumerable<string> keys, Func<int, Task> before)
    {
        var n = 0;
        foreach (var key in keys)
        {
            await before(n++);
            yield return new StoreItem(key, 1, DateTimeOffset.UnixEpoch);
        }
    }

    private Task<long> RefreshAsync(IEnumerable<string> keys) => _catalog.Directory.RefreshAsync(Id, Items(keys, static _ => Task.CompletedTask), Token);

    private async Task<List<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var item in _catalog.Directory.ListAsync(Id, prefix, Token))
            keys.Add(item.Key);
        return keys;
    }
}
