using System.Data.SQLite;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.Databases.Columns;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table by any open connection: a SQLite file, by SQLite's own provider of ADO.NET.</summary>
public sealed class AdoLoadTests : IAsyncLifetime
{
    private readonly LoadFolder _files = new();
    private SQLiteConnection? _connection;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.Sqlite)!);
        _connection = new SQLiteConnection($"Data Source={_files.Sqlite};Pooling=False");
        await _connection.OpenAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _files.Dispose();
    }

    // Oracle, Db2 and Firebird make them so, and tell of them so.
    [Fact]
    public async Task Account_whose_columns_are_in_capitals_is_the_account_all_the_same()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n");
        (await LoadAsync(new LoadOptions("t"), "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
        var names = (await _files.SqliteAsync("SELECT name FROM pragma_table_info('stagetools_loads')")).Split('\n');
        names.Length.ShouldBe(9);
        foreach (var name in names)
            await _files.SqliteAsync($"ALTER TABLE stagetools_loads RENAME COLUMN {name} TO {name.ToUpperInvariant()}");
        var loads = await LoadAsync(new LoadOptions("t") { Purge = true }, "a.csv", "b.csv");
        loads.Select(static load => load.Status).ShouldBe([LoadStatus.AlreadyLoaded, LoadStatus.Loaded]);
        (await _files.SqliteAsync("SELECT count(*) FROM pragma_table_info('stagetools_loads')")).ShouldBe("9");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(600)]
    public async Task Text_with_NUL_is_kept_to_its_end(int length)
    {
        var half = new string('x', length / 2);
        _files.Write("a.ndjson", $"{{\"t\":\"{half}\\u0000{half}\"}}\n");
        await LoadAsync(new LoadOptions("t"), "a.ndjson");
        (await _files.SqliteAsync("SELECT length(CAST(t AS BLOB)) FROM t")).ShouldBe($"{length + 1}");
    }

    [Fact]
    public void Text_with_NUL_is_refused_where_the_client_would_cut_it()
    {
        var column = new TableColumn("t", new ColumnType(ColumnKind.Varchar));
        var text = new string('é', 256) + "\0b";
        Should.Throw<FormatException>(() => new AdoDialect("Microsoft.Data.Sqlite.SqliteConnection").Accept(text, column)).Message.ShouldContain("NUL");
        new AdoDialect("Microsoft.Data.Sqlite.SqliteConnection").Accept("a\0b", column).ShouldBe("a\0b");
        new AdoDialect("System.Data.SQLite.SQLiteConnection").Accept(text, column).ShouldBe(text);
    }

    // Microsoft's client says BLOB of a column without a type too; the table does not.
    [Fact]
    public async Task Columns_of_SQLite_are_of_the_types_that_the_table_declares()
    {
        await _files.SqliteAsync("CREATE TABLE t (a BLOB, b blob, c MEDIUMBLOB, d)");
        await using (var command = new SQLiteCommand("SELECT a, b, c FROM t", _connection))
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            new AdoDialect("Microsoft.Data.Sqlite.SqliteConnection").Columns(reader).ShouldAllBe(static column => column.Type.Kind == ColumnKind.Blob);
        }

        _files.Write("a.csv", "a,b,c,d\n00ff,00ff,1234,00ff\n");
        await LoadAsync(new LoadOptions("t"), "a.csv");
        await LoadAsync(new LoadOptions("main.T") { Force = true }, "a.csv");
        (await _files.SqliteAsync("SELECT DISTINCT quote(a), quote(b), quote(c), quote(d) FROM t")).ShouldBe("X'00FF'|X'00FF'|X'1234'|'00ff'");
    }

    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(2, 451, 450)]
    [InlineData(2, 460, 452)]
    [InlineData(450, 5, 0)]
    [InlineData(450, 5, 4)]
    [InlineData(500, 5, 2)]
    [InlineData(900, 5, 4)]
    public async Task Row_that_the_database_refuses_is_told_by_its_line_where_it_was_given_alone(int columns, int rows, int bad)
    {
        var others = Enumerable.Range(1, columns - 1).Select(static column => $"c{column}").ToList();
        await _files.SqliteAsync($"CREATE TABLE t (id TEXT CHECK (id <> 'bad'), {string.Join(", ", others)})");
        var values = string.Concat(Enumerable.Repeat(",1", others.Count));
        _files.Write("a.csv", $"id,{string.Join(',', others)}\n" + string.Concat(Enumerable.Range(0, rows).Select(row => (row == bad ? "bad" : "good") + values + "\n")));

        // So many rows go at a time: 900 values.
        var together = 900 / columns;
        var end = Math.Min(rows, ((bad / together) + 1) * together);
        var isAlone = end - (bad / together * together) == 1;
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync(new LoadOptions("t"), "a.csv"));
        error.Message.ShouldContain(isAlone ? "refuses the row: " : "refuses a row up to line ");
        if (isAlone)
            error.Line.ShouldBe(bad + 2);

        // It has no savepoints: the file's rows are taken back as a whole.
        var load = (await LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv")).Single();
        (load.Status, load.RowsLoaded, load.Error?.Line).ShouldBe((LoadStatus.LoadFailed, 0L, error.Line));
        (await _files.SqliteAsync("SELECT count(*) FROM t")).ShouldBe("0");
    }

    private async Task<List<StageLoad>> LoadAsync(LoadOptions options, params string[] names)
    {
        await using var database = DatabaseOpening.From(_connection!);
        return await _files.LoadAsync(database, options, names);
    }
}
