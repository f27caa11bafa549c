using System.Globalization;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.DuckDb;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>A load that is killed leaves whole files or nothing, and the next one loads the rest: each row is there exactly once.</summary>
public sealed class KilledLoadTests : IDisposable
{
    private const int Files = 6;
    private const int RowsInFile = 40_000;

    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(OnLoadError.Abort)]
    [InlineData(OnLoadError.Skip)]
    [InlineData(OnLoadError.Continue)]
    public async Task SQLite(OnLoadError onError)
    {
        var file = _files.Sqlite;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await KillAndLoadAgainAsync(file, onError, environment: null, () => DatabaseOpening.OpenFileAsync(file, create: true, Token), sql => _files.SqliteAsync(sql));
    }

    [Theory]
    [InlineData(OnLoadError.Abort)]
    [InlineData(OnLoadError.Skip)]
    public async Task PostgreSQL(OnLoadError onError)
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_CONNECTION"] = schema.ConnectionString };
        await KillAndLoadAgainAsync("postgres", onError, environment, () => DatabaseOpening.OpenAsync(schema.ConnectionString, Token), schema.PsqlAsync);
    }

    [Fact]
    public async Task DuckDB()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        var file = _files.Folder.At("test.duckdb");
        await KillAndLoadAgainAsync(file, OnLoadError.Skip, environment: null, () => DatabaseOpening.OpenFileAsync(file, create: true, Token), sql => DuckDbQuery.RunAsync(file, sql));
    }

    // A table is made there at once: what an earlier one had taken down must be gone by then.
    [Fact]
    public async Task MariaDB_with_a_table_that_was_dropped_before()
    {
        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        _files.Write("a.csv", "id,text\n" + string.Concat(Enumerable.Range(0, RowsInFile).Select(static id => $"{id},some text\n")));
        (await LoadAsync()).Status.ShouldBe(LoadStatus.Loaded);
        await place.RunAsync("DROP TABLE t");
        using (var worker = await Worker.StartReadyAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MARIADB_URL"] = place.Url }, "load", _files.Folder.Path, "mariadb", "Abort"))
        {
            while ((await place.RunAsync("SHOW TABLES LIKE 't'")).Length == 0)
                await Task.Delay(1, Token);
            await worker.KillAsync();
        }

        (await place.RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("0", "it was killed too late");
        (await LoadAsync()).Status.ShouldBe(LoadStatus.Loaded);
        (await place.RunAsync("SELECT COUNT(*), COUNT(DISTINCT id) FROM t")).ShouldBe($"{RowsInFile}\t{RowsInFile}");

        async Task<StageLoad> LoadAsync()
        {
            await using var database = await DatabaseOpening.OpenAsync(place.Url, Token);
            return (await _files.LoadAsync(database, new LoadOptions("t"), "a.csv")).ShouldHaveSingleItem();
        }
    }

    private async Task KillAndLoadAgainAsync(
        string target, OnLoadError onError, IReadOnlyDictionary<string, string>? environment, Func<Task<Database>> open, Func<string, Task<string>> query)
    {
        for (var file = 0; file < Files; file++)
            _files.Write($"{file}.csv", "id,text\n" + string.Concat(Enumerable.Range(file * RowsInFile, RowsInFile).Select(static id => $"{id},some text\n")));
        for (var round = 0; round < 3; round++)
        {
            using var worker = await Worker.StartReadyAsync(environment, "load", _files.Folder.Path, target, onError.ToString());
            await Task.Delay(100 + (round * 150), Token);
            await worker.KillAsync();
        }

        List<StageLoad> loads;
        await using (var database = await open())
            loads = await _files.LoadAsync(database, new LoadOptions("t") { OnError = onError }, [.. Enumerable.Range(0, Files).Select(static file => $"{file}.csv")]);
        loads.ShouldAllBe(static load => load.Status == LoadStatus.Loaded || load.Status == LoadStatus.AlreadyLoaded);
        const long Rows = Files * RowsInFile;
        (await query("SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || sum(id) FROM t")).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{Rows} {Rows} {Rows * (Rows - 1) / 2}"));
        (await query("SELECT count(*) || ' ' || sum(rows_loaded) FROM stagetools_loads")).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{Files} {Rows}"));
    }
}
