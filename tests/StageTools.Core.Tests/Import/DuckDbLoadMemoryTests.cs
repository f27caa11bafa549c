using System.Globalization;
using StageTools.Databases.Columns;
using StageTools.Databases.DuckDb;
using StageTools.DuckDb;
using StageTools.Rows;

namespace StageTools.Core.Tests.Import;

/// <summary>What DuckDB holds of a load, before it is committed: the same whatever the number of rows.</summary>
public sealed class DuckDbLoadMemoryTests : IDisposable
{
    private const int BatchRows = 32_768;

    private readonly TestFolder _folder = new();
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;

    public DuckDbLoadMemoryTests()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        _database = DuckDbDatabase.Open(_folder.At("test.duckdb"), new Dictionary<string, string>(StringComparer.Ordinal) { ["memory_limit"] = "2GB" });
        _connection = _database.Connect();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("id BIGINT, name VARCHAR")]
    [InlineData("id INTEGER, name VARCHAR, made VARCHAR DEFAULT 'now'")]
    public async Task Rows_that_are_in_the_table_do_not_stay_in_memory(string columns)
    {
        _connection.Execute($"CREATE TABLE t ({columns})", Token);
        await using var load = new DuckDbLoad(_connection, "test");
        await BeginAsync(load);
        await InsertAsync(load, 4 * BatchRows);
        var few = Held();
        await InsertAsync(load, 20 * BatchRows);
        (Held() - few).ShouldBeLessThan(8L << 20);
        await load.CommitAsync(Token);
        Scalar("SELECT count(*)::BIGINT FROM t").ShouldBe(24L * BatchRows);
    }

    [Fact]
    public async Task What_it_may_take_is_little_and_what_it_was_before_once_the_load_has_ended()
    {
        var before = Limit();
        _connection.Execute("CREATE TABLE t (id BIGINT, name VARCHAR)", Token);
        await using var load = new DuckDbLoad(_connection, "test");
        await BeginAsync(load);
        await InsertAsync(load, 1);
        Limit().ShouldBe("65.1 MiB");
        await load.CommitAsync(Token);
        Limit().ShouldBe(before);

        await BeginAsync(load);
        await InsertAsync(load, 1);
        await load.RollbackAsync();
        Limit().ShouldBe(before);
    }

    [Fact]
    public async Task Index_has_the_memory_that_it_needs()
    {
        _connection.Execute("CREATE TABLE t (id BIGINT, name VARCHAR PRIMARY KEY)", Token);
        await using var load = new DuckDbLoad(_connection, "test");
        await BeginAsync(load);
        await InsertAsync(load, 30 * BatchRows);
        await load.CommitAsync(Token);
        Scalar("SELECT count(*)::BIGINT FROM t").ShouldBe(30L * BatchRows);
    }

    [Fact]
    public async Task Two_loads_at_once_leave_what_was_before()
    {
        var before = Limit();
        _connection.Execute("CREATE TABLE t (id BIGINT, name VARCHAR)", Token);
        using var other = _database.Connect();
        await using var first = new DuckDbLoad(_connection, "test");
        await using var second = new DuckDbLoad(other, "test");
        await BeginAsync(first);
        await InsertAsync(first, 1);
        await BeginAsync(second);
        await InsertAsync(second, 1);
        await first.CommitAsync(Token);
        Limit().ShouldBe("65.1 MiB");
        await second.CommitAsync(Token);
        Limit().ShouldBe(before);
    }

    [Fact]
    public async Task Many_long_values_are_committed_though_rows_have_little_memory()
    {
        _connection.Execute("CREATE TABLE t (id BIGINT, name VARCHAR)", Token);
        await using var load = new DuckDbLoad(_connection, "test");
        await BeginAsync(load);
        var batch = new RowBatch();
        for (var i = 0; i < 2000; i++)
        {
            var row = batch.AddRow(2);
            batch[0].SetInt64(row, i);
            batch[1].Set(row, new string((char)('a' + (i % 26)), 100_000));
            await load.InsertAsync(batch, 0, 1, Token);
            batch.Release();
        }

        await load.CommitAsync(Token);
        Scalar("SELECT sum(length(name))::BIGINT FROM t").ShouldBe(200_000_000L);
    }

    [Fact]
    public async Task Rows_of_hundreds_of_columns_with_gaps_have_the_memory_that_they_need()
    {
        const int columns = 400;
        _connection.Execute($"CREATE TABLE t ({string.Join(", ", Enumerable.Range(0, columns).Select(static i => $"c{i} BIGINT"))})", Token);
        await using var load = new DuckDbLoad(_connection, "test");
        await load.BeginAsync(TableName.Parse("t"), Token);
        var table = (await load.FindTableAsync(TableName.Parse("t"), Token))!;
        await load.BeginInsertAsync(table, table.Columns, Token);
        var batch = new RowBatch();
        for (var i = 0; i < 3000; i++)
        {
            var row = batch.AddRow(columns);
            batch[i * 7 % columns].SetInt64(row, i);
        }

        await load.InsertAsync(batch, 0, batch.RowCount, Token);
        await load.CommitAsync(Token);
        Scalar("SELECT count(c0)::BIGINT FROM t").ShouldBe(8L);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3.5GiB")]
    [InlineData("900MiB")]
    public async Task A_limit_of_any_size_is_what_it_was(string limit)
    {
        _connection.Execute($"SET memory_limit = '{limit}'; CREATE TABLE t (id BIGINT, name VARCHAR)", Token);
        var before = Limit();
        await using var load = new DuckDbLoad(_connection, "test");
        await BeginAsync(load);
        await InsertAsync(load, 10);
        await load.CommitAsync(Token);
        Limit().ShouldBe(before);
        Scalar("SELECT count(*)::BIGINT FROM t").ShouldBe(10L);
    }

    private static async Task BeginAsync(DuckDbLoad load)
    {
        await load.BeginAsync(TableName.Parse("t"), Token);
        var table = (await load.FindTableAsync(TableName.Parse("t"), Token))!;
        await load.BeginInsertAsync(table, [.. table.Columns.Take(2)], Token);
    }

    private static async Task InsertAsync(DuckDbLoad load, int rows)
    {
        var batch = new RowBatch();
        for (var i = 0; i < rows; i++)
        {
            var row = batch.AddRow(2);
            batch[0].SetInt64(row, i);
            batch[1].Set(row, string.Create(CultureInfo.InvariantCulture, $"a name of its own, number {i}"));
            if (batch.RowCount == BatchRows || i == rows - 1)
            {
                await load.InsertAsync(batch, 0, batch.RowCount, Token);
                batch.Release();
            }
        }
    }

    // In memory, or in a file beside the database's own.
    private long Held() => Convert.ToInt64(
        Scalar("SELECT sum(memory_usage_bytes + temporary_storage_bytes)::BIGINT FROM duckdb_memory() WHERE tag <> 'BASE_TABLE'"),
        CultureInfo.InvariantCulture);

    private string Limit() => (string)Scalar("SELECT current_setting('memory_limit')")!;

    private object? Scalar(string sql)
    {
        using var connection = _database.Connect();
        using var result = connection.Query(sql, Token);
        result.TryReadChunk(out var chunk).ShouldBeTrue();
        return chunk!.Value(0, 0);
    }
}
