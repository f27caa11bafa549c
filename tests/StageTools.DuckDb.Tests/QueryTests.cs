namespace StageTools.DuckDb.Tests;

public sealed class QueryTests : DuckDbTest
{
    [Fact]
    public void A_query_gives_columns_and_rows()
    {
        using var result = Connection.Query("SELECT 42 AS answer, 'text longer than twelve bytes' AS t, NULL::DATE AS nothing", Token);

        result.Columns.ShouldBe([new("answer", DuckDbType.Integer), new("t", DuckDbType.VarChar), new("nothing", DuckDbType.Date)]);
        Rows(result).ShouldHaveSingleItem().ShouldBe([42, "text longer than twelve bytes", null]);
    }

    [Fact]
    public void Of_several_statements_the_last_one_gives_the_result()
    {
        Scalar("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1), (2); SELECT sum(a)::INTEGER FROM t -- the end").ShouldBe(3);
    }

    [Fact]
    public void Changed_rows_are_counted()
    {
        Connection.Execute("CREATE TABLE t(a INTEGER); INSERT INTO t SELECT * FROM range(5000)", Token).ShouldBe(5000);
        Connection.Execute("DELETE FROM t WHERE a < 10", Token).ShouldBe(10);
        Connection.Execute("CREATE TABLE u(a INTEGER)", Token).ShouldBe(0);
    }

    [Fact]
    public void A_result_of_many_chunks_comes_whole_and_in_order()
    {
        var expected = 0L;
        using var result = Connection.Query("SELECT range FROM range(100000)", Token);
        while (result.TryReadChunk(out var chunk))
        {
            foreach (var value in chunk.Values<long>(0))
            {
                value.ShouldBe(expected++);
            }
        }

        expected.ShouldBe(100_000);
        result.TryReadChunk(out _).ShouldBeFalse();
    }

    [Fact]
    public void Statements_are_told_apart_and_run_one_by_one()
    {
        using var script = Connection.Script("CREATE TABLE t(a VARCHAR); /* ; */ INSERT INTO t VALUES (';'), ($1); SELECT * FROM t;");
        script.Count.ShouldBe(3);
        using (var create = script.Prepare(0))
        {
            create.Kind.ShouldBe(DuckDbStatementKind.Create);
            create.Execute(Token);
        }

        using (var insert = script.Prepare(1))
        {
            insert.Kind.ShouldBe(DuckDbStatementKind.Insert);
            insert.ParameterCount.ShouldBe(1);
            insert.Bind(1, "bound");
            insert.Execute(Token).ShouldBe(2);
        }

        using var select = script.Prepare(2);
        using var result = select.Query(Token);
        Rows(result).Select(static row => row[0]).ShouldBe([";", "bound"]);
    }

    [Fact]
    public void A_text_without_a_statement_is_an_error_to_query_and_nothing_to_execute()
    {
        Should.Throw<DuckDbException>(() => Rows("-- nothing")).ErrorType.ShouldBe(DuckDBErrorType.Parser);
        Connection.Execute(" ; ", Token).ShouldBe(0);
    }

    [Theory]
    [InlineData("SELEC 1", DuckDBErrorType.Parser, "syntax error")]
    [InlineData("SELECT nobody", DuckDBErrorType.Binder, "nobody")]
    [InlineData("SELECT * FROM nowhere", DuckDBErrorType.Catalog, "nowhere")]
    [InlineData("SELECT 'x'::INTEGER", DuckDBErrorType.Conversion, "Could not convert string")]
    [InlineData("SELECT error('on its way') FROM range(3000) WHERE range = 2999", DuckDBErrorType.InvalidInput, "on its way")]
    [InlineData("SELECT * FROM read_csv('/no/such/file.csv')", DuckDBErrorType.Io, "/no/such/file.csv")]
    [InlineData("SELECT 1; SELECT nobody", DuckDBErrorType.Binder, "nobody")]
    public void An_error_is_DuckDBs_own(string sql, DuckDBErrorType type, string message)
    {
        var error = Should.Throw<DuckDbException>(() => Rows(sql));

        error.ErrorType.ShouldBe(type);
        error.Message.ShouldContain(message);
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_NUL_in_a_statement_is_refused_rather_than_cut()
    {
        Should.Throw<DuckDbException>(() => Rows("SELECT 1\0; DROP TABLE t")).Message.ShouldContain("NUL");
    }

    [Fact]
    public void Parameters_have_names()
    {
        using var statement = Connection.Prepare("SELECT $first || $second");
        foreach (var index in Enumerable.Range(1, 2))
        {
            statement.Bind(index, statement.ParameterName(index) == "first" ? "a" : "b");
        }

        using (var result = statement.Query(Token))
        {
            Rows(result).ShouldHaveSingleItem()[0].ShouldBe("ab");
        }

        Enumerable.Range(1, 2).Select(statement.ParameterName).ShouldBe(["first", "second"], ignoreOrder: true);
        Should.Throw<ArgumentOutOfRangeException>(() => statement.Bind(3, 1));
        using var unbound = Connection.Prepare("SELECT $first || $second");
        Should.Throw<DuckDbException>(() => unbound.Query(Token)).Message.ShouldContain("first");
    }

    [Theory]
    [InlineData("SELECT '24:00:00'::TIME AS d", "24:00:00")]
    [InlineData("SELECT '2026-01-01 00:00:00.000000001'::TIMESTAMP_NS AS d", "100 ns")]
    [InlineData("SELECT '1000000000 days'::INTERVAL AS d", "TimeSpan")]
    public void What_NET_cannot_hold_is_refused_by_its_column(string sql, string reason)
    {
        var error = Should.Throw<DuckDbException>(() => Rows(sql));

        error.Message.ShouldStartWith("Column 'd': ");
        error.Message.ShouldContain(reason);
        error.Message.ShouldEndWith("cast it to VARCHAR in the query.");
        error.ErrorType.ShouldBe(DuckDBErrorType.Conversion);
    }

    [Theory]
    [InlineData("'infinity'::DATE")]
    [InlineData("'-infinity'::TIMESTAMP")]
    [InlineData("'infinity'::TIMESTAMP_NS")]
    [InlineData("'-infinity'::TIMESTAMPTZ")]
    [InlineData("'0044-03-15 (BC)'::DATE")]
    [InlineData("'10000-01-01'::DATE")]
    [InlineData("'294247-01-10 04:00:54.775806'::TIMESTAMP")]
    [InlineData("'290000-01-01'::TIMESTAMPTZ")]
    public void What_lies_beyond_NET_s_calendar_has_DuckDBs_text_and_is_given_back_as_it_was(string value)
    {
        Connection.Execute("SET TimeZone = 'UTC'", Token);
        object? read;
        using (var result = Connection.Query($"SELECT {value}, ({value})::VARCHAR", Token))
        {
            var row = Rows(result).ShouldHaveSingleItem();
            row[0]!.ToString().ShouldBe(row[1]);
            read = row[0];
        }

        IReadOnlyList<DuckDbColumn> columns;
        using (var typed = Connection.Query($"SELECT {value}", Token))
            columns = typed.Columns;

        Connection.Execute("SELECT 1", Token);
        using var source = Connection.RegisterSource("given_back", columns, chunk =>
        {
            chunk.Write(0, 0, read);
            chunk.RowCount = 1;
            return false;
        });
        using var same = Connection.Query($"SELECT #1 IS NOT DISTINCT FROM {value} FROM given_back()", Token);
        Rows(same).ShouldHaveSingleItem()[0].ShouldBe(true);
    }

    [Fact]
    public void Spans_are_of_the_columns_own_size_only()
    {
        using var result = Connection.Query("SELECT 1::INTEGER AS i, 'text'::VARCHAR AS t, NULL::INTEGER AS n", Token);
        result.TryReadChunk(out var chunk).ShouldBeTrue();

        chunk.Values<int>(0)[0].ShouldBe(1);
        chunk.Validity(0).IsEmpty.ShouldBeTrue();
        (chunk.Validity(2)[0] & 1).ShouldBe(0UL);
        chunk.IsNull(2, 0).ShouldBeTrue();
        chunk.Bytes(1, 0).ToArray().ShouldBe("text"u8.ToArray());
        Should.Throw<ArgumentException>(() => chunk.Values<long>(0).Length).Message.ShouldContain("'i' (INTEGER)");
        Should.Throw<ArgumentException>(() => chunk.Values<long>(1).Length);
        Should.Throw<ArgumentException>(() => chunk.Bytes(0, 0).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => chunk.Value(0, 1));
    }

    [Fact]
    public void What_is_disposed_says_so()
    {
        var connection = Database.Connect();
        var result = connection.Query("SELECT 1", Token);
        result.Dispose();
        connection.Dispose();

        Should.Throw<ObjectDisposedException>(() => result.TryReadChunk(out _));
        Should.Throw<ObjectDisposedException>(() => connection.Query("SELECT 1", Token));
    }
}
