using System.Globalization;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.DuckDb;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table of many small files: their rows are given to the database together, and still each file is loaded once, or told of by its
/// name.</summary>
public sealed class ManyFilesTests : IDisposable
{
    private const int Count = 423;

    private readonly LoadFolder _files = new();
    private readonly string[] _names = [.. Enumerable.Range(0, Count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"f{i:D5}.csv"))];

    public ManyFilesTests()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        for (var i = 0; i < Count; i++)
            _files.Write(_names[i], string.Create(CultureInfo.InvariantCulture, $"id,name\n{2 * i},x{i}\n{(2 * i) + 1},\n"));
    }

    public static TheoryData<string, string> Tables => new()
    {
        { "a.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)" },
        { "a.duckdb", "CREATE TABLE t (id BIGINT, name VARCHAR)" },
        { "a.duckdb", "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR)" },
        { "a.duckdb", "CREATE TABLE t (id INTEGER, name VARCHAR DEFAULT 'none', made VARCHAR DEFAULT 'now')" },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Each_is_loaded_once_and_one_that_was_changed_again(string file, string table)
    {
        await using var database = await OpenAsync(file, table);
        (await LoadAsync(database)).ShouldAllBe(static load => load.Status == LoadStatus.Loaded && load.RowsLoaded == 2);
        (await CountAsync(database)).ShouldBe(2L * Count);
        (await LoadAsync(database)).ShouldAllBe(static load => load.Status == LoadStatus.AlreadyLoaded);
        _files.Write(_names[200], "id,name\n100000,new\n");
        (await LoadAsync(database)).Where(static load => load.Status == LoadStatus.Loaded).ShouldHaveSingleItem().RowsLoaded.ShouldBe(1);
        (await LoadAsync(database)).ShouldAllBe(static load => load.Status == LoadStatus.AlreadyLoaded);
        (await CountAsync(database)).ShouldBe((2L * Count) + 1);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_row_that_is_refused_is_told_of_by_its_file_and_line_and_nothing_is_loaded(string file, string table)
    {
        await using var database = await OpenAsync(file, table);
        var isUnique = table.Contains("KEY", StringComparison.Ordinal);
        _files.Write(_names[401], $"id,name\n50000,good\n{(isUnique ? "7" : "3000000000000000000000")},bad\n");
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync(database));
        error.Message.ShouldContain(_names[401]);
        error.Message.ShouldContain("line 3");
        error.Message.ShouldContain("Nothing was loaded");
        (await CountAsync(database)).ShouldBe(0);
        _files.Write(_names[401], "id,name\n50000,good\n");
        (await LoadAsync(database)).ShouldAllBe(static load => load.Status == LoadStatus.Loaded);
    }

    [Fact]
    public async Task What_a_rerun_keeps_of_a_file_is_little()
    {
        await using var database = await OpenAsync("a.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
        await LoadAsync(database);
        (await LoadAsync(database)).ShouldAllBe(static load => load.Status == LoadStatus.AlreadyLoaded && load.Source == null);
        var files = await _files.FilesAsync(_names);
        files.Select(static file => file.Format).Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
    }

    [Fact]
    public async Task COPY_INTO_tells_of_a_hundred_files_that_were_loaded_and_counts_the_others()
    {
        using var run = new TestRun();
        const string copy = "COPY INTO t FROM @s PATTERN = 'f.*[.]csv' FILE_FORMAT = (TYPE = CSV, SKIP_HEADER = 1)";
        await run.RunAsync($"CREATE STAGE s URL = 'fs://{_files.Folder.Path}/'; CREATE TABLE t (id INT, name VARCHAR); {copy}");
        var again = await run.RunAsync(copy);
        again.Notices.Count.ShouldBe(101);
        again.Notices[^1].ShouldBe("323 more files were loaded before, and are passed over.");
    }

    [Fact]
    public async Task COPY_INTO_takes_them_by_way_of_a_statement()
    {
        using var run = new TestRun();
        var sql = $"CREATE STAGE s URL = 'fs://{_files.Folder.Path}/'; CREATE TABLE t (id INT, name VARCHAR); "
            + "COPY INTO t FROM @s PATTERN = 'f.*[.]csv' FILE_FORMAT = (TYPE = CSV, SKIP_HEADER = 1)";
        (await run.RunAsync(sql)).Rows.Count.ShouldBe(Count);
        (await run.LinesAsync("SELECT count(*), count(DISTINCT id) FROM t")).ShouldBe([$"{2 * Count}|{2 * Count}"]);
    }

    private async Task<Database> OpenAsync(string file, string table)
    {
        var database = await DatabaseOpening.OpenFileAsync(_files.Folder.At(file), create: true, TestContext.Current.CancellationToken);
        await using var load = database.NewLoad();
        await load.ExecuteAsync(table, [], TestContext.Current.CancellationToken);
        return database;
    }

    private Task<List<StageLoad>> LoadAsync(Database database) => _files.LoadAsync(database, new LoadOptions("t"), _names);

    private static async Task<long> CountAsync(Database database)
    {
        await using var load = database.NewLoad();
        var row = await load.QueryRowAsync("SELECT count(*) FROM t", [], TestContext.Current.CancellationToken);
        return Convert.ToInt64(row.ShouldNotBeNull()[0], CultureInfo.InvariantCulture);
    }
}
