using StageTools.Databases;
using StageTools.Rows;

namespace StageTools.Core.Tests.Databases;

/// <summary>SQLite files are read as they are stored, and never changed.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_value_is_read_by_its_storage_class()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "INSERT INTO t VALUES (9223372036854775807), (-9223372036854775808), (0.1), ('0.1'), (x'00ff'), (NULL), ('')");
        (await Values(path)).ShouldBe([long.MaxValue, long.MinValue, 0.1, "0.1", new byte[] { 0, 255 }, null, ""]);
    }

    [Fact]
    public async Task Infinities_and_the_last_bit_of_a_number_survive()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v REAL)", "INSERT INTO t VALUES (9e999), (-9e999), (0.1 + 0.2), (5e-324)");
        (await Values(path)).ShouldBe([double.PositiveInfinity, double.NegativeInfinity, 0.1 + 0.2, double.Epsilon]);
    }

    [Fact]
    public async Task A_declared_BOOLEAN_is_one_where_the_value_is_0_or_1()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v BOOLEAN)", "INSERT INTO t VALUES (0), (1), (2), ('yes')");
        (await Values(path)).ShouldBe([false, true, 2L, "yes"]);
    }

    [Fact]
    public async Task A_declared_DATE_is_one_where_the_text_is_exactly_that()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v DATE)", "INSERT INTO t VALUES ('2026-02-28'), ('2026-02-29'), ('0000-01-01'), ('2026-2-28'), (2026)");
        (await Values(path)).ShouldBe([new DateOnly(2026, 2, 28), "2026-02-29", "0000-01-01", "2026-2-28", 2026L]);
    }

    [Fact]
    public async Task A_declared_DATETIME_is_one_where_the_text_is_exactly_that()
    {
        var path = _folder.MakeSqlite(
            "CREATE TABLE t(v DATETIME)",
            "INSERT INTO t VALUES ('2026-03-01 12:34:56'), ('2026-03-01T12:34:56.1234567'), ('2026-03-01 12:34:56.12345678'), ('2026-03-01 24:00:00'), ('2026-03-01 12:34:56Z')");
        (await Values(path)).ShouldBe(
        [
            new DateTime(2026, 3, 1, 12, 34, 56), new DateTime(2026, 3, 1, 12, 34, 56).AddTicks(1234567),
            "2026-03-01 12:34:56.12345678", "2026-03-01 24:00:00", "2026-03-01 12:34:56Z",
        ]);
    }

    [Fact]
    public async Task A_declared_DECIMAL_is_one_where_the_number_is_the_same()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v DECIMAL(10,2))", "INSERT INTO t VALUES (12.34), (7), (0.1 + 0.2), ('a'), (1e300)");
        (await Values(path)).ShouldBe([12.34m, 7m, 0.1 + 0.2, "a", 1e300]);
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        await using var rows = await database.ReadTableAsync("t", Token);
        rows.Columns.ShouldBe([new RowColumn("v", typeof(decimal)) { Precision = 10, Scale = 2 }]);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("UTF-16le")]
    [InlineData("UTF-16be")]
    public async Task Text_comes_whole_whatever_the_encoding_of_the_file(string encoding)
    {
        const string text = "Grüße, 日本 😀 'x' \"y\"";
        var path = _folder.MakeSqlite($"PRAGMA encoding = '{encoding}'", "CREATE TABLE t(v)", $"INSERT INTO t VALUES ('{text.Replace("'", "''", StringComparison.Ordinal)}'), ('a' || char(0) || 'b')");
        (await Values(path)).ShouldBe([text, "a\0b"]);
    }

    [Fact]
    public async Task Many_rows_come_in_their_order()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO t SELECT CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i || '' ELSE i + 0.5 END FROM n");
        var values = await Values(path);
        values.Count.ShouldBe(100_000);
        values.Take(3).ShouldBe(["1", 2.5, 3L]);
        values[^1].ShouldBe("100000");
        values.Where(static (_, i) => i % 3 == 2).ShouldBe(Enumerable.Range(1, 33_333).Select(static i => (object?)(i * 3L)));
    }

    [Theory]
    [InlineData("DELETE FROM t RETURNING v")]
    [InlineData("INSERT INTO t VALUES (1) RETURNING v")]
    [InlineData("DELETE FROM t")]
    [InlineData("SELECT 1; DELETE FROM t")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT nothing FROM t")]
    [InlineData("-- nothing at all")]
    [InlineData("ATTACH ':memory:' AS other")]
    public async Task What_is_not_one_query_is_refused_and_changes_nothing(string sql)
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "INSERT INTO t VALUES (42)");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseRows.QueryFileAsync(path, sql));
        (await Values(path)).ShouldBe([42L]);
    }

    [Fact]
    public async Task A_comment_or_semicolon_behind_the_query_is_no_statement()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)");
        (await DatabaseRows.QueryFileAsync(path, "SELECT 1 AS one; -- done\n;")).Single().ShouldBe([1L]);
    }

    [Fact]
    public async Task The_name_of_a_table_is_never_SQL()
    {
        const string name = "t\"; DROP TABLE t; --";
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", $"CREATE TABLE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"(v)", $"INSERT INTO \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" VALUES (7)");
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        (await (await database.ReadTableAsync(name, Token)).ToListAsync()).Single().ShouldBe([7L]);
        (await Values(path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_told_by_name()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)");
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => database.ReadTableAsync("missing", Token))).Message.ShouldContain("missing");
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_no_database_is_told()
    {
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => DatabaseOpening.OpenFileAsync(_folder.At("none.db"), create: false, Token));
        var text = _folder.Write("text.db", "this is a text, and long enough to be looked at");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseOpening.OpenFileAsync(text, create: false, Token));
        await StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => DatabaseOpening.OpenFileAsync(_folder.Folder("f"), create: false, Token));
    }

    [Fact]
    public async Task A_damaged_file_is_told_and_not_half_read()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i || ' text' FROM n");
        using (var stream = new FileStream(path, FileMode.Open))
        {
            stream.Position = stream.Length / 2;
            stream.Write(new byte[64 * 1024]);
        }

        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => Values(path));
    }

    [Fact]
    public async Task A_file_that_another_holds_for_writing_is_not_read_past_its_lock()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "INSERT INTO t VALUES (1)");
        SQLitePCL.raw.sqlite3_open(path, out var other);
        using (other)
        {
            SQLitePCL.raw.sqlite3_exec(other, "BEGIN EXCLUSIVE; DELETE FROM t").ShouldBe(SQLitePCL.raw.SQLITE_OK);
            (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => Values(path))).Message.ShouldContain("locked");
        }
    }

    [Fact]
    public async Task A_file_that_another_is_done_with_soon_is_waited_for()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)", "INSERT INTO t VALUES (1)");
        SQLitePCL.raw.sqlite3_open(path, out var other);
        using (other)
        {
            SQLitePCL.raw.sqlite3_exec(other, "BEGIN EXCLUSIVE; UPDATE t SET v = 2").ShouldBe(SQLitePCL.raw.SQLITE_OK);
            var values = Task.Run(() => Values(path), Token);
            (await Task.WhenAny(values, Task.Delay(500, Token))).ShouldNotBe(values);
            SQLitePCL.raw.sqlite3_exec(other, "COMMIT").ShouldBe(SQLitePCL.raw.SQLITE_OK);
            (await values).ShouldBe([2L]);
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("wal")]
    public async Task Rows_have_their_own_columns_whatever_is_made_of_the_table_meanwhile(string journal)
    {
        var path = _folder.MakeSqlite(
            $"PRAGMA journal_mode = {journal}", "CREATE TABLE t(id, secret, name, city)", "INSERT INTO t VALUES (1, 'hush', 'Ada', 'Oslo')");
        SQLitePCL.raw.sqlite3_open(path, out var other);
        using (other)
        {
            await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
            await using var rows = await database.QueryAsync("SELECT * FROM t", Token);
            var changed = SQLitePCL.raw.sqlite3_exec(other, "ALTER TABLE t DROP COLUMN secret");
            var batch = new RowBatch();
            (await rows.ReadAsync(batch, Token)).ShouldBeTrue();
            rows.Columns.Select(static column => column.Name).ShouldBe(["id", "secret", "name", "city"]);
            batch.Values(0, 4).ShouldBe([1L, "hush", "Ada", "Oslo"]);

            // Without a WAL a change waits for who reads; when the last row is there it need not.
            changed.ShouldBe(journal == "wal" ? SQLitePCL.raw.SQLITE_OK : SQLitePCL.raw.SQLITE_BUSY);
            SQLitePCL.raw.sqlite3_exec(other, "UPDATE t SET name = 'Bob'").ShouldBe(SQLitePCL.raw.SQLITE_OK);
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("wal")]
    public async Task A_file_on_a_disk_that_cannot_be_written_is_read(string journal)
    {
        using var disk = SmallDisk.MountOrSkip();
        var made = _folder.MakeSqlite($"PRAGMA journal_mode = {journal}", "CREATE TABLE t(v)", "INSERT INTO t VALUES (1)");
        var path = Path.Combine(disk.Path, "t.db");
        File.Copy(made, path);
        disk.MakeReadOnly();
        (await Values(path)).ShouldBe([1L]);
    }

    [Fact]
    public async Task A_query_that_never_ends_is_cancelled()
    {
        var path = _folder.MakeSqlite("CREATE TABLE t(v)");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        await using var rows = await database.QueryAsync("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0", Token);
        stop.CancelAfter(50);
        await Should.ThrowAsync<OperationCanceledException>(async () => await rows.ReadAsync(new RowBatch(), stop.Token));
    }

    private static async Task<List<object?>> Values(string path) => [.. (await DatabaseRows.QueryFileAsync(path, "SELECT v FROM t")).Select(static r => r[0])];
}
