using StageTools.Catalog;
using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

public sealed class DirectoryTableOnSqliteTests : DirectoryTableSuite<SqlitePlace>;

public sealed class DirectoryTableOnPostgresTests : DirectoryTableSuite<PostgresPlace>;

/// <summary>A directory table of many pages, and of many readers.</summary>
public abstract class DirectoryTableSuite<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private CatalogEntry Stage { get; set; } = null!;

    private string Id => Stage.Id;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Stage = await AddAsync(CatalogPlace.Entry("sales") with { DirectoryTable = true });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_999)]
    [InlineData(2_000)]
    [InlineData(2_001)]
    [InlineData(4_000)]
    [InlineData(5_000)]
    [InlineData(10_001)]
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
        var refreshing = Catalog.Directory.RefreshAsync(Stage, Items(Keys("new", 12_000), async n =>
        {
            // Batches are written by now, and the last is not.
            if (n != 11_900)
                return;
            reached.SetResult();
            await goOn.ReachedAsync();
        }), Token);
        await reached.ReachedAsync();
        (await ListAsync("")).ShouldBe(["old"]);
        goOn.SetResult();
        await refreshing;
        (await ListAsync("")).ShouldBe(Keys("new", 12_000));
    }

    [Fact]
    public async Task A_refresh_that_fails_leaves_the_old_listing()
    {
        await RefreshAsync(["old"]);
        await Should.ThrowAsync<IOException>(() => Catalog.Directory.RefreshAsync(
            Stage, Items(Keys("new", 12_000), static n => n == 11_000 ? throw new IOException("The store failed.") : Task.CompletedTask), Token));
        (await ListAsync("")).ShouldBe(["old"]);
        (await RefreshAsync(["next"])).ShouldBe(1);
        (await ListAsync("")).ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_refresh_of_a_stage_that_was_dropped_meanwhile_says_so()
    {
        await Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token);
        await StageErrorCode.StageNotFound.ShouldFailAsync(() => RefreshAsync(["a"]));
    }

    [Fact]
    public async Task All_that_the_store_told_is_kept()
    {
        var item = new StoreItem("a", long.MaxValue, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1)) { MD5 = "00ff", StorageClass = "GLACIER" };
        await Catalog.Directory.RefreshAsync(Stage, new[] { item }.ToAsync(), Token);
        await foreach (var listed in Catalog.Directory.ListAsync(Id, "", Token))
            listed.ShouldBe(item);
        (await ListAsync("")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_stage_says_when_it_was_listed_until_that_is_forgotten()
    {
        await RefreshAsync(["a"]);
        (await Catalog.FindAsync(Name("sales"), Token))!.DirectoryTableRefreshedOn!.Value.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        await Catalog.UpdateAsync(Stage.Name, static older => older with { DirectoryTable = false }, Token);
        (await Catalog.FindAsync(Name("sales"), Token))!.DirectoryTableRefreshedOn.ShouldBeNull();
        (await ListAsync("")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_the_one_that_ends_last_is_shown_whole()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = Catalog.Directory.RefreshAsync(Stage, Items(Keys("slow", 12_000), async n =>
        {
            if (n != 11_000)
                return;
            reached.SetResult();
            await goOn.ReachedAsync();
        }), Token);
        await reached.ReachedAsync();
        await RefreshAsync(Keys("quick", 7_000));
        (await ListAsync("")).ShouldBe(Keys("quick", 7_000));
        goOn.SetResult();
        await slow;
        (await ListAsync("")).ShouldBe(Keys("slow", 12_000));
    }

    [Theory]
    [InlineData("url")]
    [InlineData("endpoint")]
    public async Task What_was_listed_is_forgotten_with_the_change_that_moves_the_stage(string move)
    {
        await RefreshAsync(Keys("old", 2_500));
        var moved = await Catalog.UpdateAsync(Stage.Name, older => Moved(older, move), Token);
        foreach (var stage in new[] { moved, (await Catalog.FindAsync(Stage.Name, Token))! })
            stage.DirectoryTableRefreshedOn.ShouldBeNull();
        (await ListAsync("")).ShouldBeEmpty();
        await Catalog.Directory.RefreshAsync(moved, Items(["new"], static _ => Task.CompletedTask), Token);
        (await ListAsync("")).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Every_other_change_leaves_what_was_listed()
    {
        await RefreshAsync(["a"]);
        await Catalog.UpdateAsync(Stage.Name, static older => older with { Name = Name("orders"), Url = older.Url, Enabled = false, Comment = "new" }, Token);
        (await Catalog.FindAsync(Name("orders"), Token))!.DirectoryTableRefreshedOn.ShouldNotBeNull();
        (await ListAsync("")).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("url")]
    [InlineData("endpoint")]
    public async Task A_refresh_of_a_stage_that_was_moved_meanwhile_shows_nothing_of_the_old_place_and_says_so(string move)
    {
        var refreshing = Catalog.Directory.RefreshAsync(Stage, Items(Keys("old", 12_000), async n =>
        {
            if (n == 11_000)
                await Catalog.UpdateAsync(Stage.Name, older => Moved(older, move), Token);
        }), Token);
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => refreshing)).Message.ShouldContain("another place");
        (await Catalog.FindAsync(Stage.Name, Token))!.DirectoryTableRefreshedOn.ShouldBeNull();
        (await ListAsync("")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_that_ends_while_the_stage_is_moved_shows_nothing_of_the_old_place()
    {
        for (var round = 0; round < 10; round++)
        {
            var (older, newer) = (await Catalog.FindAsync(Stage.Name, Token), new StageUrl("s3", $"bucket{round}"));
            await Task.WhenAll(
                Catalog.Directory.RefreshAsync(older!, Items(["old"], static _ => Task.CompletedTask), Token).ErrorAsync(),
                Catalog.UpdateAsync(Stage.Name, stage => stage with { Url = newer }, Token));
            (await ListAsync("")).ShouldBeEmpty();
        }
    }

    private static CatalogEntry Moved(CatalogEntry stage, string move) => move == "url"
        ? stage with { Url = new StageUrl("s3", "another") }
        : stage with { Connection = new Dictionary<string, string>(StringComparer.Ordinal) { [StageConnection.EndpointKey] = "https://elsewhere" } };

    [Fact]
    public async Task A_listing_goes_with_its_stage()
    {
        await RefreshAsync(["a"]);
        await Catalog.RemoveAsync(Name("sales"), keepFiles: false, Token);
        (await ListAsync("")).ShouldBeEmpty();
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

    private Task<long> RefreshAsync(IEnumerable<string> keys) => Catalog.Directory.RefreshAsync(Stage, Items(keys, static _ => Task.CompletedTask), Token);

    private async Task<List<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var item in Catalog.Directory.ListAsync(Id, prefix, Token))
            keys.Add(item.Key);
        return keys;
    }
}
