namespace StageTools.DuckDb.Tests;

public sealed class SourceTests : DuckDbTest
{
    [Fact]
    public void Rows_of_a_source_are_a_table()
    {
        var next = 0;
        using var source = Connection.RegisterSource("numbers", [new("n", DuckDbType.Integer), new("name", DuckDbType.VarChar)], chunk =>
        {
            var row = 0;
            for (; row < chunk.Capacity && next < 5000; row++, next++)
            {
                chunk.Write(0, row, next);
                chunk.Write(1, row, next % 3 == 0 ? null : $"the name of number {next}");
            }

            chunk.RowCount = row;
            return next < 5000;
        });

        Rows("SELECT count(*), sum(n)::BIGINT, count(name), max(name) FROM numbers()").ShouldHaveSingleItem()
            .ShouldBe([5000L, 12_497_500L, 3333L, "the name of number 998"]);
    }

    // As some Parquet files have them.
    [Theory]
    [InlineData(4, 1, "-32767")]
    [InlineData(18, 0, "9223372036854775807")]
    [InlineData(20, 3, "79228162514264337593543950335")]
    [InlineData(20, 3, "-79228162514264337593543950336")]
    [InlineData(28, 0, "99999999999999999999999999999999999999")]
    [InlineData(36, 17, "-92233720368547758070092230685477500000")]
    public void A_decimal_of_more_digits_than_its_type_says_is_read_in_full(byte precision, byte scale, string digits)
    {
        var number = Int128.Parse(digits, null);
        using var source = Connection.RegisterSource("wide", [new("d", DuckDbType.Decimal(precision, scale))], chunk =>
        {
            chunk.RowCount = 1;
            switch (precision)
            {
                case <= 4: chunk.Values<short>(0)[0] = (short)number; break;
                case <= 18: chunk.Values<long>(0)[0] = (long)number; break;
                default: chunk.Values<Int128>(0)[0] = number; break;
            }

            return false;
        });
        var read = Scalar("SELECT d FROM wide()").ShouldNotBeNull();
        string.Create(null, $"{read}").Replace(".", "", StringComparison.Ordinal).ShouldBe(number.ToString(null, null));
    }

    [Fact]
    public void A_decimal_of_more_digits_than_any_holds_is_an_error()
    {
        using var source = Connection.RegisterSource("wide", [new("d", DuckDbType.Decimal(38, 2))], static chunk =>
        {
            chunk.RowCount = 1;
            chunk.Values<Int128>(0)[0] = Int128.MinValue + 1;
            return false;
        });
        Should.Throw<DuckDbException>(() => Scalar("SELECT d FROM wide()")).Message.ShouldContain("'d'");
    }

    [Theory]
    [InlineData("the file is gone")]
    [InlineData("100 %s of {0} 'it' is gone\n")]
    [InlineData("")]
    [InlineData("NUL \0 and ü 🦆")]
    public void What_a_source_throws_is_the_querys_error_with_the_exception_inside(string message)
    {
        var thrown = new InvalidOperationException(message);
        using var source = Connection.RegisterSource("broken", [new("n", DuckDbType.Integer)], _ => throw thrown);

        var error = Should.Throw<DuckDbException>(() => Rows("SELECT * FROM broken()"));

        error.InnerException.ShouldBeSameAs(thrown);
        error.Message.ShouldStartWith("Invalid Input Error: ");
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_source_fails_in_its_middle_with_the_exception_inside()
    {
        var thrown = new IOException("line 70000 is broken");
        var chunks = 0;
        using var source = Connection.RegisterSource("half", [new("n", DuckDbType.Integer)], chunk =>
        {
            if (++chunks == 40)
            {
                throw thrown;
            }

            chunk.Values<int>(0).Fill(1);
            chunk.RowCount = chunk.Capacity;
            return true;
        });

        Should.Throw<DuckDbException>(() => Connection.Execute("CREATE TABLE t AS SELECT * FROM half()", Token)).InnerException.ShouldBeSameAs(thrown);
        Scalar("SELECT count(*)::INTEGER FROM duckdb_tables()").ShouldBe(0);
    }

    [Fact]
    public void A_source_may_have_nothing_now_and_more_later()
    {
        var asked = 0;
        using var source = Connection.RegisterSource("slow", [new("n", DuckDbType.Integer)], chunk =>
        {
            chunk.Write(0, 0, asked);
            chunk.RowCount = asked % 3 == 0 ? 1 : 0;
            return ++asked <= 6;
        });

        Rows("SELECT * FROM slow()").Select(static row => row[0]).ShouldBe([0, 3, 6]);
    }

    [Fact]
    public void A_source_is_read_once()
    {
        using var source = Connection.RegisterSource("once", [new("n", DuckDbType.Integer)], static _ => false);
        Rows("SELECT * FROM once()").ShouldBeEmpty();

        Should.Throw<DuckDbException>(() => Rows("SELECT * FROM once()")).Message.ShouldContain("'once' can be read once");
    }

    [Fact]
    public void A_source_that_is_closed_says_so()
    {
        Connection.RegisterSource("closed", [new("n", DuckDbType.Integer)], static _ => true).Dispose();

        Should.Throw<DuckDbException>(() => Rows("SELECT * FROM closed()")).Message.ShouldContain("'closed' is closed");
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        Connection.RegisterSource("taken", [new("n", DuckDbType.Integer)], static _ => false).Dispose();
        using var other = Database.Connect();

        Should.Throw<DuckDbException>(() => other.RegisterSource("TAKEN", [new("text", DuckDbType.VarChar)], static _ => false)).Message.ShouldContain("'TAKEN'");
    }

    [Fact]
    public void A_source_is_let_go_of_with_its_database()
    {
        var reference = Register();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        reference.IsAlive.ShouldBeFalse();

        static WeakReference Register()
        {
            using var database = DuckDbDatabase.Open(null);
            using var connection = database.Connect();
            var held = new object();
            connection.RegisterSource("held", [new("n", DuckDbType.Integer)], _ => held is null);
            return new WeakReference(held);
        }
    }

    // Large ones lie in memory of ours, also those of a list whose items move while it grows.
    [Fact]
    public void Large_texts_come_through_alone_and_in_lists()
    {
        const int rows = 40;
        static string Text(int row, int item) => new((char)('a' + ((row + item) % 26)), 200_000 + (row * 7_000) + item);
        var next = 0;
        using var source = Connection.RegisterSource("large", [new("text", DuckDbType.VarChar), new("texts", DuckDbType.List(DuckDbType.VarChar))], chunk =>
        {
            var row = 0;
            for (; row < 16 && next < rows; row++, next++)
            {
                chunk.Write(0, row, Text(next, 0));
                chunk.Write(1, row, Enumerable.Range(1, 3).Select(item => (object?)Text(next, item)).ToArray());
            }

            chunk.RowCount = row;
            GC.Collect();
            return next < rows;
        });
        Connection.Execute("CREATE TABLE kept AS SELECT * FROM large()", Token);
        var read = Rows("SELECT md5(text), list_transform(texts, lambda t: md5(t)) FROM kept");
        read.Count.ShouldBe(rows);
        for (var row = 0; row < rows; row++)
        {
            read[row][0].ShouldBe(Md5(Text(row, 0)));
            ((IEnumerable<object?>)read[row][1]!).ShouldBe(Enumerable.Range(1, 3).Select(item => Md5(Text(row, item))));
        }

        static string Md5(string text) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Sources_of_several_connections_are_filled_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            () =>
            {
                using var connection = Database.Connect();
                var next = 0;
                using var source = connection.RegisterSource($"worker{worker}", [new("n", DuckDbType.BigInt)], chunk =>
                {
                    for (var row = 0; row < chunk.Capacity; row++)
                    {
                        chunk.Values<long>(0)[row] = next++;
                    }

                    chunk.RowCount = chunk.Capacity;
                    return next < 100 * chunk.Capacity;
                });
                using var result = connection.Query($"SELECT sum(n)::BIGINT FROM worker{worker}()", Token);
                Rows(result).ShouldHaveSingleItem()[0].ShouldBe(204_799L * 204_800 / 2);
            },
            Token)));
    }
}
