using System.Data.SQLite;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.Databases.Columns;
using StageTools.DuckDb;
namespace StageTools.Core.Tests.Databases;

/// <summary>Any open ADO.NET connection, DuckDB files, and what is wrong with PostgreSQL's connection strings.</summary>
public sealed class OtherDatabasesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_open_connection_is_read_and_left_open()
    {
        await using var connection = new SQLiteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        await using (var command = new SQLiteCommand("CREATE TABLE \"my table\"(id INTEGER, name TEXT); INSERT INTO \"my table\" VALUES (1, 'Ada'), (2, NULL)", connection))
            await command.ExecuteNonQueryAsync(Token);
        await using (var database = DatabaseOpening.From(connection))
        {
            var rows = await (await database.ReadTableAsync("my table", Token)).ToListAsync();
            rows.ShouldBe([[1L, "Ada"], [2L, null]]);
        }

        connection.State.ShouldBe(System.Data.ConnectionState.Open);
    }

    [Fact]
    public void A_moment_finer_than_a_microsecond_is_refused_for_PostgreSQL_which_would_round_it()
    {
        using var connection = new Npgsql.NpgsqlConnection();
        var (dialect, column) = (AdoDialect.Of(connection), new TableColumn("at", new ColumnType(ColumnKind.Timestamp)));
        var moment = new DateTime(2026, 3, 1, 12, 0, 0);
        dialect.Accept(moment.AddMicroseconds(1), column).ShouldBe(moment.AddMicroseconds(1));
        foreach (var fine in new object[] { moment.AddTicks(1), new DateTimeOffset(moment.AddTicks(1), TimeSpan.Zero), new TimeOnly(1), new TimeSpan(1) })
            Should.Throw<FormatException>(() => dialect.Accept(fine, column)).Message.ShouldContain("microsecond");
    }

    [Fact]
    public async Task A_connection_that_is_not_open_is_refused()
    {
        await using var connection = new SQLiteConnection("Data Source=:memory:");
        StageErrorCode.DatabaseInvalid.ShouldFail(() => DatabaseOpening.From(connection)).Message.ShouldContain("open it first");
    }

    [Fact]
    public async Task A_value_that_a_connection_cannot_give_is_told_by_its_column_and_row()
    {
        await using var connection = new SQLiteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        await using (var command = new SQLiteCommand("CREATE TABLE t(id INTEGER, at DATETIME, more TEXT); INSERT INTO t VALUES (1, '2026-02-03', 'x'), (2, 'no date', 'y')", connection))
            await command.ExecuteNonQueryAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () => await (await database.QueryAsync("SELECT * FROM t", Token)).ToListAsync());
        error.Message.ShouldContain("'at'");
        error.Message.ShouldContain("row 2");
        error.Message.ShouldContain("cast it to text in the query");
    }

    [Fact]
    public async Task What_a_connection_refuses_is_told()
    {
        await using var connection = new SQLiteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => database.QueryAsync("SELECT x FROM nothing", Token))).Message.ShouldContain("nothing");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(async () => await (await database.QueryAsync("SELECT 1; SELECT 2", Token)).ToListAsync());
    }

    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData("s.a", "\"s\".\"a\"")]
    [InlineData("\"x.y\".a", "\"x.y\".\"a\"")]
    [InlineData("\"x\"\"y\"", "\"x\"\"y\"")]
    [InlineData("a b; DROP", "\"a b; DROP\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a]b", "\"a]b\"")]
    public async Task Names_of_tables_are_quoted_part_by_part(string name, string sql)
    {
        await using var connection = new SQLiteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        database.QuoteName(name).ShouldBe(sql);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("\"a")]
    [InlineData("\"\"")]
    [InlineData("\"a\"b")]
    public void What_is_no_name_of_a_table_is_refused(string name) => StageErrorCode.OptionInvalid.ShouldFail(() => TableName.Parse(name));

    [Fact]
    public async Task A_DuckDB_file_is_read()
    {
        var path = MakeDuckDb("CREATE TABLE t AS SELECT i::INTEGER AS id, 'name ' || i AS name, DATE '2026-01-01' + i::INTEGER AS day, (i / 4)::DECIMAL(10, 2) AS part FROM range(5000) r(i)");
        var rows = await DatabaseRows.QueryFileAsync(path, "SELECT * FROM t ORDER BY id");
        rows.Count.ShouldBe(5000);
        rows[3].ShouldBe([3, "name 3", new DateOnly(2026, 1, 4), 0.75m]);
        rows[4999][1].ShouldBe("name 4999");
    }

    [Theory]
    [InlineData("DROP TABLE t")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT * FROM nothing")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    public async Task A_DuckDB_file_is_read_alone_and_reaches_nothing_beside_it(string sql)
    {
        var path = MakeDuckDb("CREATE TABLE t(id INTEGER)");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseRows.QueryFileAsync(path, sql));
        (await DatabaseRows.QueryFileAsync(path, "SELECT * FROM t")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_DuckDB_file_that_another_process_has_open_is_told_of_in_one_sentence_however_it_is_opened()
    {
        var path = MakeDuckDb("CREATE TABLE t(id INTEGER)");
        using var holder = await Worker.StartReadyAsync("hold-duckdb", path);
        using var engine = new StageEngine(_folder.Home);
        using var run = engine.Sql.Begin(path);
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: true, Token);
        Func<Task>[] ways =
            [() => database.QueryAsync("SELECT * FROM t", Token), () => Task.Run(database.NewLoad, Token), () => run.OpenAsync(statement: null, Token)];
        foreach (var way in ways)
        {
            var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(way);
            error.Message.ShouldMatch($"^Another process( \\(.+, process [0-9]+\\))? has the database '.*test.duckdb' open, and DuckDB lets nobody else in meanwhile; try again when it has closed it.$");
        }
    }

    [Theory]
    [InlineData("Hust=db;Password=geheim")]
    [InlineData("Host=db;Password=ge;heim=1")]
    [InlineData("postgres://user:geheim@:notaport/db")]
    [InlineData("geheim")]
    public async Task A_connection_string_that_is_none_is_refused_and_never_shown(string text)
    {
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => DatabaseOpening.OpenAsync(text, Token));
        error.ToString().ShouldNotContain("heim");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_the_password()
    {
        var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseOpening.OpenAsync("postgres://user:geheim@127.0.0.1:1/db?sslmode=disable", Token));
        error.Message.ShouldContain("127.0.0.1");
        error.ToString().ShouldNotContain("geheim");
    }

    private string MakeDuckDb(string statement)
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        var path = _folder.At("test.duckdb");
        using var database = DuckDbDatabase.Open(path);
        using var connection = database.Connect();
        connection.Execute(statement, Token);
        return path;
    }
}
