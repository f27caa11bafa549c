namespace StageTools.DuckDb.Tests;

public sealed class AppenderTests : DuckDbTest
{
    [Fact]
    public void Chunks_are_appended()
    {
        Connection.Execute("CREATE TABLE t(id BIGINT, name VARCHAR, tags VARCHAR[])", Token);
        using (var appender = Connection.Appender("t"))
        {
            appender.Columns.ShouldBe([new("id", DuckDbType.BigInt), new("name", DuckDbType.VarChar), new("tags", DuckDbType.List(DuckDbType.VarChar))]);
            for (var chunk = 0; chunk < 3; chunk++)
            {
                for (var row = 0; row < appender.Chunk.Capacity; row++)
                {
                    appender.Chunk.Write(0, row, (chunk * appender.Chunk.Capacity) + row);
                    appender.Chunk.Write(1, row, row % 2 == 0 ? null : "name");
                    appender.Chunk.Write(2, row, row % 5 == 0 ? null : new object?[] { "a", null, "a tag that is longer than twelve bytes" });
                }

                appender.Chunk.RowCount = appender.Chunk.Capacity;
                appender.Append();
            }

            appender.Close();
        }

        Rows("SELECT count(*), count(DISTINCT id), count(name), sum(len(tags))::BIGINT, max(tags[3]) FROM t").ShouldHaveSingleItem()
            .ShouldBe([6144L, 6144L, 3072L, 14_742L, "a tag that is longer than twelve bytes"]);
    }

    [Fact]
    public void Rows_that_were_not_closed_over_are_given_up()
    {
        Connection.Execute("CREATE TABLE t(a INTEGER)", Token);
        using (var appender = Connection.Appender("t"))
        {
            appender.Chunk.Write(0, 0, 1);
            appender.Chunk.RowCount = 1;
            appender.Append();
        }

        Scalar("SELECT count(*)::INTEGER FROM t").ShouldBe(0);
    }

    [Fact]
    public void Rows_that_break_a_constraint_are_DuckDBs_error_and_none_is_in_the_table()
    {
        Connection.Execute("CREATE TABLE t(a INTEGER NOT NULL)", Token);
        using (var appender = Connection.Appender("t"))
        {
            appender.Chunk.Write(0, 0, 1);
            appender.Chunk.SetNull(0, 1);
            appender.Chunk.RowCount = 2;
            appender.Append();

            var error = Should.Throw<DuckDbException>(appender.Close);
            error.ErrorType.ShouldBe(DuckDBErrorType.Constraint);
            error.Message.ShouldStartWith("Constraint Error: ");
        }

        Scalar("SELECT count(*)::INTEGER FROM t").ShouldBe(0);
    }

    [Fact]
    public void A_table_that_is_not_there_is_named()
    {
        using var appender = Connection.Appender("INSERT INTO nowhere FROM appended", [("a", "INTEGER")]);
        appender.Chunk.Write(0, 0, 1);
        appender.Chunk.RowCount = 1;
        appender.Append();

        Should.Throw<DuckDbException>(appender.Close).Message.ShouldContain("nowhere");
    }

    [Theory]
    [InlineData("TINYINT", 128)]
    [InlineData("UINTEGER", -1)]
    [InlineData("INTEGER", "1")]
    [InlineData("INTEGER", 1.5)]
    [InlineData("FLOAT", 0.1)]
    [InlineData("DECIMAL(4,1)", 1000)]
    [InlineData("DECIMAL(4,1)", 1.5)]
    [InlineData("VARCHAR", 1)]
    [InlineData("BOOLEAN", 1)]
    [InlineData("BIT", "012")]
    [InlineData("ENUM('a', 'b')", "c")]
    [InlineData("INTEGER[2]", new object[] { 1 })]
    [InlineData("INTEGER[]", "no list")]
    [InlineData("INTERVAL", "1 fortnight")]
    [InlineData("TIME WITH TIME ZONE", "12:00")]
    public void A_value_that_the_column_cannot_hold_is_refused_by_its_name(string type, object value)
    {
        Connection.Execute($"CREATE TABLE t(first INTEGER, \"the column\" {type})", Token);
        using var appender = Connection.Appender("t");

        var error = Should.Throw<DuckDbException>(() => appender.Chunk.Write(1, 0, value));

        error.Message.ShouldStartWith("Column 'the column': ");
        error.ErrorType.ShouldBe(DuckDBErrorType.Conversion);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_rather_than_replaced()
    {
        Connection.Execute("CREATE TABLE t(a VARCHAR)", Token);
        using var appender = Connection.Appender("t");
        var half = "half " + '\ud83e' + new string('x', 1000);

        Should.Throw<DuckDbException>(() => appender.Chunk.Write(0, 0, half)).Message.ShouldContain("surrogate");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(0, 0, half[..8])).Message.ShouldContain("surrogate");
        using var statement = Connection.Prepare("SELECT $1");
        Should.Throw<DuckDbException>(() => statement.Bind(1, half)).Message.ShouldBe("Parameter $1: a text has half of a surrogate pair, which UTF-8 cannot hold.");
    }

    [Fact]
    public void Times_that_would_lose_something_are_refused()
    {
        Connection.Execute("CREATE TABLE t(us TIMESTAMP, s TIMESTAMP_S, tz TIMESTAMPTZ, d DATE, ns TIMESTAMP_NS, i INTERVAL)", Token);
        using var appender = Connection.Appender("t");
        var fine = new DateTime(2026, 11, 22, 1, 2, 3).AddTicks(1);

        Should.Throw<DuckDbException>(() => appender.Chunk.Write(0, 0, fine)).Message.ShouldContain("finer");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(0, 0, DateTimeOffset.UnixEpoch)).Message.ShouldContain("offset");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(1, 0, fine)).Message.ShouldContain("cannot be written");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(2, 0, DateTime.UnixEpoch.AddTicks(0).ToLocalTime().AddTicks(1))).Message.ShouldContain("finer");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(2, 0, new DateTime(2026, 1, 1))).Message.ShouldContain("DateTimeOffset");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(3, 0, fine)).Message.ShouldContain("time of day");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(4, 0, DateTime.MinValue)).Message.ShouldContain("1677");
        Should.Throw<DuckDbException>(() => appender.Chunk.Write(5, 0, new TimeSpan(1))).Message.ShouldContain("finer");
    }

    [Fact]
    public void A_TimeSpan_is_a_time_of_day_where_it_lies_in_one_day()
    {
        Connection.Execute("CREATE TABLE t(us TIME, ns TIME_NS)", Token);
        using var appender = Connection.Appender("t");
        foreach (var micros in (long[])[-86_400_000_000, -1, 0, 1, 86_399_999_999, 86_400_000_000, 86_400_000_001, 129_600_000_000, 172_800_000_000])
        {
            var (span, isTime) = (TimeSpan.FromMicroseconds(micros), micros is >= 0 and < 86_400_000_000);
            for (var column = 0; column < 2; column++)
            {
                var write = () => appender.Chunk.Write(column, 0, span);
                if (isTime)
                    write();
                else
                    Should.Throw<DuckDbException>(write).Message.ShouldContain("outside one day");
            }
        }
    }

    [Fact]
    public void Columns_are_written_straight_into_DuckDBs_memory()
    {
        Connection.Execute("CREATE TABLE t(n BIGINT, text VARCHAR, bytes BLOB)", Token);
        using (var appender = Connection.Appender("t"))
        {
            var chunk = appender.Chunk;
            for (var row = 0; row < 3; row++)
            {
                chunk.Values<long>(0)[row] = row;
                chunk.WriteText(1, row, row == 1 ? "text of more than twelve bytes"u8 : "short"u8);
                chunk.Write(2, row, new byte[] { 0xFF, (byte)row });
            }

            chunk.Write(1, 2, "as characters");
            chunk.SetNull(0, 0);
            Should.Throw<DuckDbException>(() => chunk.WriteText(1, 0, [0xFF])).Message.ShouldContain("UTF-8");
            Should.Throw<ArgumentException>(() => chunk.WriteText(0, 0, "x"u8));
            Should.Throw<ArgumentException>(() => chunk.Values<int>(0).Length);
            chunk.RowCount = 3;
            appender.Append();
            chunk.RowCount.ShouldBe(0);
            appender.Close();
        }

        var rows = Rows("SELECT n, text, hex(bytes) FROM t");
        rows[0].ShouldBe([null, "short", "FF00"]);
        rows[1].ShouldBe([1L, "text of more than twelve bytes", "FF01"]);
        rows[2].ShouldBe([2L, "as characters", "FF02"]);
    }
}
