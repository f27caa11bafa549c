using System.Data.SQLite;
using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.Formats.Files;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>What of a file is not in the table though nothing went wrong: rows that the database leaves out, and columns that it computes.</summary>
public sealed class LeftOutTests : IDisposable
{
    private const string ThreeRows = "id\n1\n2\n3\n";

    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("CREATE TABLE t (id int UNIQUE ON CONFLICT IGNORE); INSERT INTO t VALUES (2)", 2)]
    [InlineData("CREATE TABLE t (id int); CREATE TABLE log (id int); CREATE TRIGGER x BEFORE INSERT ON t WHEN new.id < 3 BEGIN INSERT INTO log VALUES (new.id); SELECT RAISE(IGNORE); END", 1)]
    [InlineData("CREATE TABLE t (id int); CREATE TABLE log (id int); CREATE TRIGGER x AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id), (0); END", 3)]
    [InlineData("CREATE TABLE t (id int UNIQUE ON CONFLICT REPLACE); INSERT INTO t VALUES (2)", 3)]
    [InlineData("CREATE TABLE s (id int); CREATE VIEW t AS SELECT id FROM s; CREATE TRIGGER x INSTEAD OF INSERT ON t BEGIN INSERT INTO s VALUES (new.id); END", 3)]
    public async Task Rows_that_SQLite_leaves_out_are_not_counted(string tables, int expected)
    {
        await _files.SqliteAsync(tables);
        _files.Write("a.csv", ThreeRows);
        Require((await _files.LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv")).ShouldHaveSingleItem(), expected);
        File.Exists(_files.Folder.At("a.csv")).ShouldBe(expected < 3);
        (await _files.SqliteAsync("SELECT rows_loaded FROM stagetools_loads")).ShouldBe($"{expected}");
    }

    [Theory]
    [InlineData("CREATE TABLE t (id int UNIQUE ON CONFLICT IGNORE); INSERT INTO t VALUES (2)", 2)]
    [InlineData("CREATE TABLE t (id int); CREATE TRIGGER x BEFORE INSERT ON t WHEN new.id < 3 BEGIN SELECT RAISE(IGNORE); END", 1)]
    [InlineData("CREATE TABLE s (id int); CREATE VIEW t AS SELECT id FROM s; CREATE TRIGGER x INSTEAD OF INSERT ON t BEGIN INSERT INTO s VALUES (new.id); END", 3)]
    public async Task Nor_by_an_open_connection(string tables, int expected)
    {
        await _files.SqliteAsync(tables);
        _files.Write("a.csv", ThreeRows);
        await using var connection = new SQLiteConnection($"Data Source={_files.Sqlite};Pooling=False");
        await connection.OpenAsync(Token);
        await using var database = new AdoDatabase(connection);
        Require((await _files.LoadAsync(database, new LoadOptions("t"), "a.csv")).ShouldHaveSingleItem(), expected);
    }

    [Theory]
    [InlineData(false, "CREATE TABLE t (id int CHECK (id < 9))", OnLoadError.Abort, 2)]
    [InlineData(false, "CREATE TABLE t (id int CHECK (id < 9))", OnLoadError.Continue, 2)]
    [InlineData(false, "CREATE TABLE t (id int CHECK (id < 9)) PARTITION BY LIST (id); CREATE TABLE p PARTITION OF t DEFAULT", OnLoadError.Continue, 2)]
    [InlineData(true, "CREATE TABLE t (id int CHECK (id < 9))", OnLoadError.Continue, 2)]
    public async Task Rows_that_a_trigger_of_PostgreSQL_leaves_out_are_not_counted(bool isOwn, string table, OnLoadError onError, int expected)
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        await schema.PsqlAsync(
            $"{table}; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.id = 1 THEN RETURN NULL; END IF; RETURN new; END $$; CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
        _files.Write("a.csv", onError == OnLoadError.Abort ? ThreeRows : "id\n1\n9\n2\n3\n");
        await using var connection = new NpgsqlConnection(schema.ConnectionString);
        await connection.OpenAsync(Token);
        await using var database = isOwn ? new AdoDatabase(connection) : await DatabaseOpening.OpenAsync(schema.ConnectionString, Token);
        Require((await _files.LoadAsync(database, new LoadOptions("t") { OnError = onError }, "a.csv")).ShouldHaveSingleItem(), expected);
        (await schema.PsqlAsync("SELECT count(*) FROM t")).ShouldBe("2");
    }

    [Fact]
    public async Task Table_of_PostgreSQL_takes_its_own_numbers_back_and_computes_its_columns()
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        await schema.PsqlAsync("CREATE TABLE g (id int GENERATED ALWAYS AS IDENTITY, a int, b int GENERATED ALWAYS AS (a * 2) STORED)");
        await using var database = await DatabaseOpening.OpenAsync(schema.ConnectionString, Token);
        _files.Write("a.csv", "id,a,B\n7,1,2\n9,5,10\n");
        RequireComputed((await _files.LoadAsync(database, new LoadOptions("g"), "a.csv")).ShouldHaveSingleItem(), "B");
        _files.Write("b.csv", "a\n3\n");
        Require((await _files.LoadAsync(database, new LoadOptions("g"), "b.csv")).ShouldHaveSingleItem(), 1, of: 1);

        // By position, with the numbers and without.
        _files.Write("c.csv", "8,4\n");
        _files.Write("d.csv", "6\n");
        var files = (await _files.FilesAsync("c.csv", "d.csv")).ConvertAll(static file => file with { Format = file.Format with { Header = false } });
        await new LoadJob(database, new LoadOptions("g"), new LoadProgress()).RunAsync(files, Token).ToListAsync();
        (await schema.PsqlAsync("SELECT string_agg(concat_ws(' ', id, a, b), ', ' ORDER BY a) FROM g")).ShouldBe("7 1 2, 1 3 6, 8 4 8, 9 5 10, 2 6 12");
    }

    [Theory]
    [InlineData("b int GENERATED ALWAYS AS (a * 2) VIRTUAL")]
    [InlineData("b int GENERATED ALWAYS AS (a * 2) STORED")]
    public async Task What_SQLite_and_MariaDB_compute_is_passed_over_with_a_notice(string column)
    {
        _files.Write("a.csv", "b,a\n4,2\n");
        await _files.SqliteAsync($"CREATE TABLE g (a int, {column})");
        RequireComputed((await _files.LoadAsync(new LoadOptions("g") { Purge = true }, "a.csv")).ShouldHaveSingleItem(), "b");
        (await _files.SqliteAsync("SELECT a, b FROM g")).ShouldBe("2|4");
        File.Exists(_files.Folder.At("a.csv")).ShouldBeTrue();
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _files.LoadAsync(new LoadOptions("g") { Columns = ["a", "b"], Force = true }, "a.csv")))
            .Message.ShouldStartWith("The table 'g' computes its column 'b' itself; leave it out of those that are to be filled.");

        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        await place.RunAsync($"CREATE TABLE g (a int, {column})");
        await using var database = await DatabaseOpening.OpenAsync(place.Url, Token);
        RequireComputed((await _files.LoadAsync(database, new LoadOptions("g"), "a.csv")).ShouldHaveSingleItem(), "b");
        (await place.RunAsync("SELECT a, b FROM g")).ShouldBe("2\t4");
    }

    [Theory]
    [InlineData(OnLoadError.Continue)]
    [InlineData(OnLoadError.Skip)]
    public async Task A_file_of_which_nothing_is_loaded_is_none_of_those_that_a_load_may_take(OnLoadError onError)
    {
        await _files.SqliteAsync("CREATE TABLE t (id INTEGER)");
        _files.Write("1.csv", "id\nx\ny\n");
        _files.Write("2.csv", "id\n3\n");
        _files.Write("3.csv", "id\n4\n");
        var loads = await _files.LoadAsync(new LoadOptions("t") { OnError = onError, MaxFiles = 1 }, "1.csv", "2.csv", "3.csv");
        loads.ConvertAll(static load => load.Status).ShouldBe([LoadStatus.LoadFailed, LoadStatus.Loaded]);
        (await _files.SqliteAsync("SELECT id FROM t")).ShouldBe("3");
    }

    private static void Require(StageLoad load, int expected, int of = 3)
    {
        load.RowsLoaded.ShouldBe(expected, load.ToString());
        if (expected == of)
            load.Notice.ShouldBeNull();
        else
            load.Notice.ShouldBe($"the database left out {of - expected} of its rows, by a trigger or a key that ignores what it has");
    }

    private static void RequireComputed(StageLoad load, string column) =>
        load.Notice.ShouldBe($"what it has for '{column}' was passed over, which the table computes itself", load.ToString());
}
