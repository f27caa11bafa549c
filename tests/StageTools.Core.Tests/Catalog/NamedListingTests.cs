using StageTools.Catalog;
using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

public sealed class NamedListingsOnSqliteTests : NamedListingTests<SqlitePlace>;

public sealed class NamedListingsOnPostgresTests : NamedListingTests<PostgresPlace>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_stays_of_what_is_forgotten(bool byCopy)
    {
        await MoveAsync("https://elsewhere", byCopy);
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.directory_file")).ShouldBe("1", "The listing of the stage that has its own connection.");
    }

    [Fact]
    public async Task The_teams_buckets_connection_is_that_of_internal_stages()
    {
        await Place.SqlAsync($"INSERT INTO stagetools.storage (url, connection_id) VALUES ('s3://team/', '{Connection.Id}')");
        var made = await AddAsync(CatalogPlace.Entry("internal") with { Url = null, DirectoryTable = true });
        await Catalog.Directory.RefreshAsync((await Catalog.FindAsync(made.Name, Token))!, Items("a"), Token);
        (await ListAsync(made)).ShouldBe(["a"]);
        var stage = (await Catalog.FindAsync(made.Name, Token))!;
        await MoveAsync("https://elsewhere");
        (await ListAsync(made)).ShouldBeEmpty();
        await StageErrorCode.StageNotFound.ShouldFailAsync(() => Catalog.Directory.RefreshAsync(stage, Items("old"), Token));
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.directory_file")).ShouldBe("1", "The listing of the stage that has its own connection.");
    }
}

/// <summary>What directory tables listed, where the connection that their stages refer to gets another endpoint.</summary>
public abstract class NamedListingTests<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private protected NamedEntry Connection { get; private set; } = null!;

    private CatalogEntry[] Stages { get; set; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Connection = await Catalog.Named.PutAsync(NamedKind.Connection, Name("c"), static _ => NamedEntriesTests.Connection("c", 7), Token);
        foreach (var name in new[] { "one", "two", "own" })
            await AddAsync(CatalogPlace.Entry(name) with { DirectoryTable = true, NamedConnection = name == "own" ? null : Connection });
        Stages = [.. await Catalog.ListAsync("", Token)];
        foreach (var stage in Stages)
            await Catalog.Directory.RefreshAsync(stage, Items("old"), Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_forgotten_with_the_change_for_its_stages_alone(bool byCopy)
    {
        await MoveAsync("https://elsewhere", byCopy);
        foreach (var stage in await Catalog.ListAsync("", Token))
        {
            var isOwn = stage.Name.Value == "own";
            (await ListAsync(stage)).ShouldBe(isOwn ? ["old"] : []);
            (stage.DirectoryTableRefreshedOn is null).ShouldBe(!isOwn);
            await Catalog.Directory.RefreshAsync(stage, Items("new"), Token);
            (await ListAsync(stage)).ShouldBe(["new"]);
        }
    }

    [Fact]
    public async Task By_any_other_change_it_stays()
    {
        await Catalog.Named.PutAsync(
            NamedKind.Connection,
            Name("c"),
            static older => older! with { Settings = """{"region":"us","storage_type":"s3"}""", SealedSecrets = new byte[] { 8 }, Comment = "new" },
            Token);
        foreach (var stage in Stages)
            (await ListAsync(stage)).ShouldBe(["old"]);
    }

    [Fact]
    public async Task A_refresh_that_began_before_shows_nothing_of_the_old_place()
    {
        await MoveAsync("https://elsewhere");
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => Catalog.Directory.RefreshAsync(Stages[0], Items("old"), Token))).Message.ShouldContain("another place");
        (await ListAsync(Stages[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_that_ends_meanwhile_shows_nothing_of_the_old_place()
    {
        for (var round = 0; round < 10; round++)
        {
            var older = (await Catalog.FindAsync(Name("one"), Token))!;
            await Task.WhenAll(Catalog.Directory.RefreshAsync(older, Items("old"), Token).ErrorAsync(), MoveAsync($"https://s{round}"));
            (await ListAsync(older)).ShouldBeEmpty();
        }
    }

    private protected static IAsyncEnumerable<StoreItem> Items(string key) => new[] { new StoreItem(key, 1, DateTimeOffset.UnixEpoch) }.ToAsync();

    private protected Task MoveAsync(string endpoint, bool byCopy = false)
    {
        var settings = NamedEntry.Write(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StageConnection.EndpointKey] = endpoint,
            [NamedEntry.StorageTypeKey] = "s3",
        });
        return byCopy ? Catalog.WriteContentAsync(_ => new CatalogContent([Connection with { Settings = settings }], []), Token)
            : Catalog.Named.PutAsync(NamedKind.Connection, Name("c"), older => older! with { Settings = settings }, Token);
    }

    private protected async Task<List<string>> ListAsync(CatalogEntry stage)
    {
        var keys = new List<string>();
        await foreach (var item in Catalog.Directory.ListAsync(stage.Id, "", Token))
            keys.Add(item.Key);
        return keys;
    }
}
