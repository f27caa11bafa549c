namespace StageTools.DuckDb.Tests;

public sealed class TypeTests(SharedDatabase shared) : DuckDbTest(shared), IClassFixture<SharedDatabase>
{
    public static TheoryData<int, string> Every() => Those(static _ => true);

    public static TheoryData<int, string> Written() => Those(static sample => Samples.IsWritten(sample.Type) && sample is not { Type.Kind: DuckDbTypeKind.Interval, Value: string });

    /// <summary>Those whose value says its type, or one that DuckDB makes it of.</summary>
    public static TheoryData<int, string> Said() => Those(static sample => Samples.IsWritten(sample.Type) && sample.Value is not (FarMoment or object?[])
        && sample.Type.Kind is not DuckDbTypeKind.UHugeInt);

    private static TheoryData<int, string> Those(Func<Sample, bool> isOne)
    {
        var data = new TheoryData<int, string>();
        for (var i = 0; i < Samples.All.Count; i++)
        {
            var (sql, type, _) = Samples.All[i];
            if (isOne(Samples.All[i]))
                data.Add(i, $"{sql[..Math.Min(sql.Length, 40)]}::{type.ToString()[..Math.Min(type.ToString().Length, 40)]}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_value_is_read_as_it_is(int index, string _)
    {
        var sample = Samples.All[index];
        using var result = Connection.Query($"SELECT ({sample.Sql})::{sample.Type} AS v, NULL::{sample.Type} AS n", Token);

        result.Columns[0].Type.ShouldBe(sample.Type);
        var row = Rows(result).ShouldHaveSingleItem();
        Same.Values(row[0], sample.Value).ShouldBeTrue($"{Same.Show(row[0])} is not {Same.Show(sample.Value)}");
        row[1].ShouldBeNull();
        row[0].ShouldBeAssignableTo(sample.Type.ClrType);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void A_value_is_appended_as_SQL_writes_it(int index, string _)
    {
        var sample = Samples.All[index];
        Connection.Execute($"CREATE TEMP TABLE t(i INTEGER, v {sample.Type})", Token);
        using (var appender = Connection.Appender("temp.t"))
        {
            Fill(appender.Chunk, sample);
            appender.Append();
            appender.Close();
        }

        Check("t", sample);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void A_value_comes_from_a_source_as_SQL_writes_it(int index, string _)
    {
        var sample = Samples.All[index];
        using var source = Connection.RegisterSource($"s{index}", [new("i", DuckDbType.Integer), new("v", sample.Type)], chunk =>
        {
            Fill(chunk, sample);
            return false;
        });
        Connection.Execute($"CREATE TEMP TABLE t AS SELECT * FROM s{index}()", Token);

        Check("t", sample);
    }

    [Theory]
    [MemberData(nameof(Said))]
    public void A_parameter_is_the_value_that_SQL_writes(int index, string _)
    {
        var sample = Samples.All[index];
        using var statement = Connection.Prepare($"SELECT $1::{sample.Type} IS NOT DISTINCT FROM ({sample.Sql})::{sample.Type}, $1::{sample.Type}, $2::{sample.Type}");
        statement.Bind(1, sample.Value);
        statement.Bind(2, null);
        using var result = statement.Query(Token);

        var row = Rows(result).ShouldHaveSingleItem();
        row[0].ShouldBe(true);
        Same.Values(row[1], sample.Value).ShouldBeTrue($"{Same.Show(row[1])} is not {Same.Show(sample.Value)}");
        row[2].ShouldBeNull();
    }

    [Theory]
    [InlineData("BIT", "1")]
    [InlineData("MAP(VARCHAR, INTEGER)", "a")]
    [InlineData("INTEGER[2]", "a")]
    [InlineData("UNION(n INTEGER)", "a")]
    [InlineData("ENUM('a')", "a")]
    [InlineData("TIMESTAMP_S", "2026-01-01")]
    public void A_value_of_a_type_that_is_only_read_is_refused(string type, string value)
    {
        Connection.Execute($"CREATE TEMP TABLE t(v {type})", Token);
        using var appender = Connection.Appender("temp.t");

        Should.Throw<DuckDbException>(() => appender.Chunk.Write(0, 0, value)).Message.ShouldContain("cannot be written; write them as VARCHAR");
    }

    [Fact]
    public void Every_type_that_DuckDB_can_show_is_read()
    {
        using var result = Connection.Query("SELECT * FROM test_all_types(use_large_enum = true)", Token);
        result.Columns.Count.ShouldBeGreaterThan(50);
        result.TryReadChunk(out var chunk).ShouldBeTrue();

        // The first two rows hold the limits, some of which .NET has no form for; the third is all NULL.
        for (var column = 0; column < result.Columns.Count; column++)
        {
            chunk.Value(column, 2).ShouldBeNull();
            for (var row = 0; row < 2; row++)
            {
                try
                {
                    chunk.Value(column, row).ShouldNotBeNull();
                }
                catch (DuckDbException e)
                {
                    e.Message.ShouldStartWith($"Column '{result.Columns[column].Name}': ");
                    e.Message.ShouldContain("cast it to VARCHAR");
                }
            }
        }
    }

    private static void Fill(DuckDbChunk chunk, Sample sample)
    {
        // NULL before and after, and a row that is written twice.
        for (var row = 0; row < 4; row++)
        {
            chunk.Write(0, row, row);
            chunk.Write(1, row, row == 2 ? sample.Value : null);
        }

        chunk.Write(1, 1, sample.Value);
        chunk.RowCount = 4;
    }

    private void Check(string table, Sample sample)
    {
        var rows = Rows($"SELECT v, v IS NOT DISTINCT FROM ({sample.Sql})::{sample.Type} FROM {table} ORDER BY i");
        rows.Select(static row => row[1]).ShouldBe([false, true, true, false]);
        Same.Values(rows[1][0], sample.Value).ShouldBeTrue($"{Same.Show(rows[1][0])} is not {Same.Show(sample.Value)}");
        Same.Values(rows[2][0], sample.Value).ShouldBeTrue($"{Same.Show(rows[2][0])} is not {Same.Show(sample.Value)}");
        rows[0][0].ShouldBeNull();
        rows[3][0].ShouldBeNull();
    }
}
