using StageTools.Catalog.Sqlite;
using StageTools.Paths;
using StageTools.Statements;
using StageTools.Statements.Parsing;
using StageTools.Statements.Running;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Folders;
using StageTools.Storage.Providers;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>A store that nobody but an engine knows works in statements as every other does.</summary>
public sealed class OtherStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StageEngine _engine;
    private readonly StatementRun _run;

    public OtherStoreTests()
    {
        var stores = new StoreProviders(new FolderProvider(), new BucketProvider(), new ShelfProvider(_folder.Folder("shelf")));
        _engine = new StageEngine(_folder.Home, new SqliteCatalog(_folder.Home), stores);
        _run = new StatementRun(_engine, new StatementSettings { Folder = _folder.Folder("here") });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _run.Dispose();
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_stage_in_such_a_store_is_made_filled_listed_and_loaded()
    {
        _folder.Write("here/a.csv", "x\n1\n2\n");
        await RowsAsync("CREATE STAGE s URL = 'shelf://top/' CONNECTION = (shelf_token = 'hush-hush')");
        (await RowsAsync("PUT a.csv @s")).ShouldHaveSingleItem()[1].ShouldBe("SUCCESS");
        (await RowsAsync("LIST @s")).ShouldHaveSingleItem()[0].ShouldBe("a.csv");
        (await RowsAsync("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)")).ShouldHaveSingleItem()[1].ShouldBe(2L);
        File.ReadAllText(_folder.At("shelf/top/a.csv")).ShouldBe("x\n1\n2\n");
    }

    [Fact]
    public void What_its_connection_says_in_secret_is_masked()
    {
        var statement = Parse("CREATE STAGE s URL = 'shelf://top/' CONNECTION = (shelf_token = 'hush-hush')");
        statement.HasSecrets.ShouldBeTrue();
        statement.ToString().ShouldNotContain("hush-hush");
    }

    [Fact]
    public async Task A_place_of_it_that_no_stage_names_is_called_what_it_is()
    {
        var error = await StageErrorCode.StorageNotServed.ShouldFailAsync(() => RowsAsync("LOAD DATA INFILE 'shelf://top/a.csv' INTO TABLE t"));
        error.Message.ShouldContain("lies in a shelf that no stage names");
    }

    private Statement Parse(string sql) => StatementScript.Parse(sql, stores: _engine.Stages.Stores).ShouldHaveSingleItem().Statement.ShouldNotBeNull();

    private async Task<List<object?[]>> RowsAsync(string sql)
    {
        using var result = await _run.RunAsync(Parse(sql), Token);
        var read = new TestResult(result);
        await read.ReadAsync(result, Token);
        return read.Rows;
    }

    /// <summary>Shelves: folders below one that only this provider knows.</summary>
    private sealed class ShelfProvider(string root) : IStoreProvider
    {
        public IReadOnlyCollection<string> Schemes => ["shelf"];

        public IReadOnlyList<string> Forms => ["shelf://name/"];

        public string Noun => "shelf";

        public IReadOnlyList<ConnectionKey> Keys => [new("shelf_token") { IsSecret = true }];

        public StageUrl Read(WrittenUrl url) => new("shelf", url.Rest.Trim('/'));

        public void Require(StageUrl url, IReadOnlyDictionary<string, string>? shown)
        {
            // Every shelf can be there.
        }

        public IStore Open(StageUrl url, StageConnection connection, string? shownAs)
        {
            var folder = Path.Combine(root, url.Location);
            return new FileStore(folder, () => Directory.CreateDirectory(folder), shownAs: shownAs);
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
