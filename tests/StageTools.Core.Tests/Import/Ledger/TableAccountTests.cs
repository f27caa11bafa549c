using System.Data.SQLite;
using MySqlConnector;
using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.Databases.Loading;
using StageTools.Databases.MySql;
using StageTools.DuckDb;
using StageTools.Import;
using StageTools.Paths;

namespace StageTools.Core.Tests.Import.Ledger;

/// <summary>Each table has one account of what was loaded into it, by whichever name and connection, and shares it with no other.</summary>
public sealed class TableAccountTests : IDisposable
{
    private readonly LoadFolder _files = new();

    public TableAccountTests() => _files.Write("a.csv", "id\n1\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("orders")]
    [InlineData("MAIN.Orders")]
    [InlineData("ado:orders")]
    [InlineData("ado:main.orders")]
    public async Task A_table_of_SQLite_has_one(string first)
    {
        string[] ways = ["orders", "main.orders", "Main.ORDERS", "ado:Orders", "ado:Main.orders"];
        (await SqliteAsync(first)).ShouldBe(LoadStatus.Loaded);
        foreach (var way in ways)
            (await SqliteAsync(way)).ShouldBe(LoadStatus.AlreadyLoaded, way);
        (await _files.SqliteAsync("SELECT count(*) FROM orders")).ShouldBe("1");
    }

    [Theory]
    [InlineData("main.orders", "\"main\".\"orders\"")]
    [InlineData("Äpfel", "\"äpfel\"")]
    [InlineData("ado:orders", "\"ORDERS\"")]
    [InlineData("ado:Äpfel", "\"ÄPFEL\"")]
    public async Task What_an_older_version_took_down_holds(string way, string older)
    {
        await SqliteAsync(way);
        await _files.SqliteAsync($"UPDATE stagetools_loads SET load_id = '{OlderId(older)}', table_name = '{older}'");
        (await SqliteAsync(way)).ShouldBe(LoadStatus.AlreadyLoaded);

        // What is newer goes before it.
        _files.Write("a.csv", "id\n2\n3\n");
        (await SqliteAsync(way)).ShouldBe(LoadStatus.Loaded);
        (await SqliteAsync(way)).ShouldBe(LoadStatus.AlreadyLoaded);

        // A table that is made anew has none.
        await _files.SqliteAsync($"DROP TABLE \"{way.Split(':', '.')[^1]}\"");
        (await SqliteAsync(way)).ShouldBe(LoadStatus.Loaded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ado:")]
    public async Task Tables_of_SQLite_whose_names_differ_in_the_case_of_other_letters_have_each_their_own(string by)
    {
        await _files.SqliteAsync("CREATE TABLE \"Äpfel\" (id int); CREATE TABLE \"äpfel\" (id int, other int)");
        foreach (var name in new[] { "Äpfel", "äpfel" })
        {
            (await SqliteAsync(by + name)).ShouldBe(LoadStatus.Loaded, name);
            (await SqliteAsync(by + name)).ShouldBe(LoadStatus.AlreadyLoaded, name);
        }

        (await _files.SqliteAsync("SELECT (SELECT count(*) FROM \"Äpfel\"), (SELECT count(*) FROM \"äpfel\")")).ShouldBe("1|1");
    }

    [Fact]
    public async Task Tables_of_DuckDB_whose_names_differ_in_the_case_of_other_letters_have_each_their_own()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        var file = _files.Folder.At("test.duckdb");
        using (var database = DuckDbDatabase.Open(file))
        using (var connection = database.Connect())
            connection.Execute("CREATE TABLE \"Äpfel\" (id int); CREATE TABLE \"äpfel\" (id int, other int)", Token);
        foreach (var expected in new[] { LoadStatus.Loaded, LoadStatus.AlreadyLoaded })
        {
            foreach (var name in new[] { "Äpfel", "äpfel" })
            {
                await using var database = await DatabaseOpening.OpenFileAsync(file, create: true, Token);
                (await LoadAsync(database, name)).ShouldBe(expected, name);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_of_PostgreSQL_has_one(bool ownFirst)
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        await using var connection = new NpgsqlConnection(schema.ConnectionString);
        await connection.OpenAsync(Token);
        await using var own = new AdoDatabase(connection);
        await using var native = await DatabaseOpening.OpenAsync(schema.ConnectionString, Token);
        (await LoadAsync(ownFirst ? own : native, "ord")).ShouldBe(LoadStatus.Loaded);
        foreach (var name in new[] { "ord", $"{schema.Name}.ord", "Ord" })
        {
            foreach (var database in new[] { own, native })
                (await LoadAsync(database, name)).ShouldBe(LoadStatus.AlreadyLoaded, name);
        }

        (await schema.PsqlAsync("SELECT count(*), (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()) FROM ord")).ShouldBe("1\t2");

        // Where sessions look elsewhere first, it is the same all the same.
        await schema.PsqlAsync($"CREATE SCHEMA {schema.Name}_x");
        await using (var elsewhere = new NpgsqlCommand($"SET search_path = {schema.Name}_x, {schema.Name}", connection))
            await elsewhere.ExecuteNonQueryAsync(Token);
        (await LoadAsync(own, "ord")).ShouldBe(LoadStatus.AlreadyLoaded);
        await schema.PsqlAsync($"DROP SCHEMA {schema.Name}_x; UPDATE stagetools_loads SET table_name = '\"ORD\"', load_id = '{OlderId("\"ORD\"")}'");
        (await LoadAsync(own, "ord")).ShouldBe(LoadStatus.AlreadyLoaded);
    }

    [Fact]
    public async Task A_table_of_MariaDB_has_one_and_no_other_its_by_accents_alone()
    {
        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        await using var connection = new MySqlConnection(MySqlSettings.Read(place.Url).ConnectionString);
        await connection.OpenAsync(Token);
        await using var own = new AdoDatabase(connection);
        await using var native = await DatabaseOpening.OpenAsync(place.Url, Token);
        foreach (var (name, first, second) in new (string, Database, Database)[] { ("äpfel", own, native), ("apfel", native, own) })
        {
            (await LoadAsync(first, name)).ShouldBe(LoadStatus.Loaded, name);
            (await LoadAsync(second, $"{place.Name}.{name}")).ShouldBe(LoadStatus.AlreadyLoaded, name);
        }

        (await LoadAsync(native, "äpfel")).ShouldBe(LoadStatus.AlreadyLoaded);
        (await place.RunAsync("SELECT (SELECT COUNT(*) FROM `äpfel`), (SELECT COUNT(*) FROM apfel)")).ShouldBe("1\t1");
    }

    [Fact]
    public async Task Load_by_somebodys_connection_to_MariaDB_that_fails_leaves_no_row_also_where_it_made_the_table()
    {
        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        await using var connection = new MySqlConnection(MySqlSettings.Read(place.Url).ConnectionString);
        await connection.OpenAsync(Token);
        await using var own = new AdoDatabase(connection);
        _files.Write("b.csv", "id\n" + string.Concat(Enumerable.Range(0, 5000).Select(static id => $"{id}\n")) + "x\n");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync(own, new LoadOptions("t") { SampleSize = 1 }, "b.csv"));
        (await place.RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("0");
        _files.Write("b.csv", "id\n1\n");
        (await _files.LoadAsync(own, new LoadOptions("t"), "b.csv")).ShouldHaveSingleItem().Status.ShouldBe(LoadStatus.Loaded);
    }

    private string OlderId(string identity) => LedgerEntries.IdOf(identity, _files.Place.Identify(StageKey.Parse("a.csv")));

    private async Task<LoadStatus> SqliteAsync(string way)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Sqlite)!);
        await using var connection = new SQLiteConnection($"Data Source={_files.Sqlite};Pooling=False");
        await connection.OpenAsync(Token);
        await using var database = way.StartsWith("ado:", StringComparison.Ordinal)
            ? new AdoDatabase(connection)
            : await DatabaseOpening.OpenFileAsync(_files.Sqlite, create: true, Token);
        return await LoadAsync(database, way.Replace("ado:", string.Empty, StringComparison.Ordinal));
    }

    private async Task<LoadStatus> LoadAsync(Database database, string table) =>
        (await _files.LoadAsync(database, new LoadOptions(table), "a.csv")).ShouldHaveSingleItem().Status;
}
