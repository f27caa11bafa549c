using System.Data.SqlTypes;
using System.Numerics;
using System.Text;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Loading;

namespace StageTools.Core.Tests.Databases;

/// <summary>Rows out of a real MariaDB server.</summary>
public sealed class MariaDbReadTests : IAsyncLifetime
{
    private MariaDbDatabase? _place;
    private Database? _database;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await MariaDbServer.Required.CreateDatabaseAsync();
        _database = await DatabaseOpening.OpenAsync(_place.Url, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_place is not null)
            await _place.DisposeAsync();
    }

    [Fact]
    public async Task Values_of_every_type_are_exact()
    {
        await _place!.RunAsync("""
            SET time_zone = '+02:00';
            CREATE TABLE t (a DECIMAL(65,30), b DECIMAL(38,2), c DECIMAL(65,0), d DECIMAL(10,2), u BIGINT UNSIGNED, f FLOAT, g DOUBLE, bits BIT(12), flag BOOLEAN,
                tiny TINYINT UNSIGNED, day DATE, at DATETIME(6), moment TIMESTAMP(6) NULL, span TIME(6), y YEAR, e ENUM('a','b'), s SET('x','y'), j JSON, blob_ BLOB, id CHAR(36), t TEXT);
            INSERT INTO t VALUES (-12345678901234567890123456789012345.123456789012345678901234567891, 123456789012345678901234567890123456.78, 12345678901234567890123456789012345678901234567890, 1.50,
                18446744073709551615, 16777217.5, 0.1, 2053, true, 255, '2026-03-01', '9999-12-31 23:59:59.999999', '2026-03-01 10:00:00.000001', '-838:59:59', 2026, 'b', 'x,y', '{"k":1}', x'00ff', 'no guid', 'Grüße'),
                (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """);
        await using var source = await _database!.ReadTableAsync("t", Token);
        source.Columns.Select(static column => column.Type).Take(9).ShouldBe(
            [typeof(string), typeof(SqlDecimal), typeof(BigInteger), typeof(decimal), typeof(ulong), typeof(float), typeof(double), typeof(ulong), typeof(bool)]);
        var rows = await source.ToListAsync();
        rows[0].ShouldBe([
            "-12345678901234567890123456789012345.123456789012345678901234567891", SqlDecimal.Parse("123456789012345678901234567890123456.78"),
            BigInteger.Parse("12345678901234567890123456789012345678901234567890", System.Globalization.CultureInfo.InvariantCulture), 1.50m, ulong.MaxValue, 16777218f, 0.1, 2053ul, true,
            (byte)255, new DateOnly(2026, 3, 1), new DateTime(9999, 12, 31, 23, 59, 59).AddTicks(9_999_990), new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddTicks(10),
            -new TimeSpan(838, 59, 59), 2026, "b", "x,y", "{\"k\":1}", new byte[] { 0, 255 }, "no guid", "Grüße"]);
        rows[1].ShouldAllBe(static value => value == null);
    }

    [Theory]
    [InlineData("SELECT CAST('0000-00-00' AS DATE)", "date of zeros")]
    [InlineData("SELECT v FROM (SELECT day AS v FROM t) q", "date of zeros")]
    [InlineData("SELECT flag FROM t", "neither true nor false")]
    public async Task Value_that_is_none_is_refused_with_what_to_do(string sql, string reason)
    {
        await _place!.RunAsync("SET sql_mode = ''; CREATE TABLE t (day DATE, flag TINYINT(1)); INSERT INTO t VALUES ('0000-00-00', 5)");
        if (sql.Contains("CAST", StringComparison.Ordinal))
            sql = "SELECT day FROM t";
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () => await (await _database!.QueryAsync(sql, Token)).ToListAsync());
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain("cast it to text");
    }

    [Theory]
    [InlineData("DELETE FROM t")]
    [InlineData("DROP TABLE t")]
    [InlineData("SELECT 1; DELETE FROM t")]
    [InlineData("COMMIT; DELETE FROM t")]
    [InlineData("SELECT * FROM nothing")]
    public async Task Query_reads_alone(string sql)
    {
        await _place!.RunAsync("CREATE TABLE t (n INT); INSERT INTO t VALUES (1)");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(async () => await (await _database!.QueryAsync(sql, Token)).ToListAsync());
        (await _place.RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("1");
    }

    [Theory]
    [InlineData("SELECT @n := @n + seq AS total FROM (SELECT @n := 40) first, seq_1_to_2", "41 43")]
    [InlineData("SELECT coalesce(@`n`, @'n', @\"n\", @n.$_1, 7) + @@session.sql_auto_is_null", "7")]
    [InlineData("SELECT concat('a@n', \"'@n\", coalesce(@n, '-')) AS `@n` -- '@n\n# \"@n\n/* '@n */", "a@n'@n-")]
    public async Task A_query_may_have_variables(string sql, string values)
    {
        await using var source = await _database!.QueryAsync(sql, Token);
        string.Join(' ', (await source.ToListAsync()).Select(static row => row[0] is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{row[0]}")).ShouldBe(values);
    }

    [Fact]
    public async Task Rows_are_those_of_one_moment_and_are_not_gathered()
    {
        await _place!.RunAsync("CREATE TABLE t AS SELECT seq AS n, REPEAT('x', 200) AS t FROM seq_1_to_100000");
        await using var source = await _database!.QueryAsync("SELECT n, t FROM t", Token);
        await _place.RunAsync("DELETE FROM t WHERE n > 10");

        // The server still has rows to send, more than any buffer on the way holds.
        (await _place.RunAsync("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND COMMAND <> 'Sleep' AND INFO = 'SELECT n, t FROM t'"))
            .ShouldBe("1");
        (await source.ToListAsync()).Count.ShouldBe(100_000);
    }
}
