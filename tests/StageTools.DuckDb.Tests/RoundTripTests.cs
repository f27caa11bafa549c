using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace StageTools.DuckDb.Tests;

/// <summary>Whatever FsCheck thinks of comes back as it was, whichever way it went in.</summary>
public sealed class RoundTripTests(SharedDatabase shared) : DuckDbTest(shared), IClassFixture<SharedDatabase>
{
    private static int _sources;

    [Fact]
    public void Single_values_come_back_from_the_appender() => Check(Scalars(), Append);

    [Fact]
    public void Single_values_come_back_from_a_source() => Check(Scalars(), Supply);

    [Fact]
    public void Nested_values_come_back_from_the_appender() => Check(Nested(4), Append);

    [Fact]
    public void Nested_values_come_back_from_a_source() => Check(Nested(4), Supply);

    [Fact]
    public void Parameters_without_a_type_come_back_as_they_are()
    {
        var natural = Scalars().Where(static column => column.Type.Kind is DuckDbTypeKind.BigInt or DuckDbTypeKind.Double or DuckDbTypeKind.Float or DuckDbTypeKind.VarChar or DuckDbTypeKind.Blob
            or DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.Uuid or DuckDbTypeKind.Date or DuckDbTypeKind.Time or DuckDbTypeKind.Decimal);
        Check(natural, column => column.Values.Select(value => Bound("SELECT $1", value)).ToArray());
    }

    [Fact]
    public void A_decimal_has_the_text_that_DuckDB_gives_it_and_is_NETs_own_where_that_has_all_its_digits()
    {
        var decimals =
            from precision in Gen.Choose(1, 38)
            from scale in Gen.Choose(0, precision)
            from digits in Gen.Choose(1, precision)
            from number in Gen.Choose(0, 9).ArrayOf(digits)
            from sign in Gen.Elements("", "-")
            select (Type: DuckDbType.Decimal((byte)precision, (byte)scale), Sign: sign, Digits: string.Concat(number).PadLeft(scale + 1, '0'));
        Prop.ForAll(decimals.ToArbitrary(), given =>
        {
            var text = given.Sign + given.Digits.Insert(given.Digits.Length - given.Type.Scale, ".");
            var row = Rows($"SELECT '{text}'::{given.Type}, '{text}'::{given.Type}::VARCHAR").ShouldHaveSingleItem();

            // Which leaves out the zero where all digits stand behind the point.
            FormattableString.Invariant($"{row[0]}").ShouldBe(((string)row[1]!).Replace("-.", "-0.", StringComparison.Ordinal) is var shown && shown[0] == '.' ? $"0{shown}" : shown);
            (row[0] is decimal).ShouldBe(given.Type.Scale <= 28 && BigInteger.Parse(given.Digits, CultureInfo.InvariantCulture) >> 96 == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_duration_with_months_comes_back_from_the_text_that_DuckDB_gives_it()
    {
        var spans =
            from months in Gen.Choose(-30_000, 30_000)
            from days in Gen.OneOf(Gen.Constant(0), Gen.Choose(-40_000, 40_000))
            from micros in Gen.OneOf(Gen.Constant(0), Gen.Choose(int.MinValue, int.MaxValue))
            where months != 0
            select (Months: months, Days: days, Micros: micros * 1000L);
        Prop.ForAll(spans.ToArbitrary(), span =>
        {
            var text = (string)Scalar($"SELECT (to_months({span.Months}) + to_days({span.Days}) + to_microseconds({span.Micros}))::VARCHAR")!;
            var read = CalendarSpan.Parse(text);
            read.ShouldBe(new CalendarSpan(span.Months, span.Days, span.Micros, text));
            Append(new(DuckDbType.Interval, [read])).ShouldBe([text]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    private static void Check(Gen<Column> columns, Func<Column, object?[]> through) =>
        Prop.ForAll(columns.ToArbitrary(), column =>
        {
            var came = through(column);
            came.Length.ShouldBe(column.Values.Length);
            for (var i = 0; i < came.Length; i++)
            {
                Same.Values(came[i], column.Values[i]).ShouldBeTrue($"{column.Type}: {Same.Show(column.Values[i])} came back as {Same.Show(came[i])}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static Gen<Column> Scalars() => Gen.OneOf(Generated.Scalars.Select(static scalar => Rows(scalar.Type, scalar.Values)));

    private static Gen<Column> Nested(int depth) => Generated.Nested(depth).SelectMany(static typed => Rows(typed.Type, typed.Values));

    private static Gen<Column> Rows(DuckDbType type, Gen<object> values) => Gen.Choose(0, 20).SelectMany(count => Generated.OrNull(values).ArrayOf(count)).Select(rows => new Column(type, rows));

    private object?[] Append(Column column)
    {
        Connection.Execute($"CREATE OR REPLACE TEMP TABLE t(i INTEGER, v {column.Type})", Token);
        using (var appender = Connection.Appender("temp.t"))
        {
            for (var i = 0; i < column.Values.Length; i++)
            {
                appender.Chunk.Write(0, i % 7, i);
                appender.Chunk.Write(1, i % 7, column.Values[i]);
                appender.Chunk.RowCount = (i % 7) + 1;
                if (i % 7 == 6)
                {
                    appender.Append();
                }
            }

            appender.Append();
            appender.Close();
        }

        return [.. Rows("SELECT v FROM t ORDER BY i").Select(static row => row[0])];
    }

    private object?[] Supply(Column column)
    {
        var name = $"rows{Interlocked.Increment(ref _sources)}";
        var next = 0;
        using var source = Connection.RegisterSource(name, [new("v", column.Type)], chunk =>
        {
            var row = 0;
            for (; row < 5 && next < column.Values.Length; row++, next++)
            {
                chunk.Write(0, row, column.Values[next]);
            }

            chunk.RowCount = row;
            return next < column.Values.Length;
        });
        return [.. Rows($"SELECT v FROM {name}()").Select(static row => row[0])];
    }

    private object? Bound(string sql, object? value)
    {
        using var statement = Connection.Prepare(sql);
        statement.Bind(1, value);
        using var result = statement.Query(Token);
        return Rows(result).ShouldHaveSingleItem()[0];
    }

    private sealed record Column(DuckDbType Type, object?[] Values)
    {
        public override string ToString() => $"{Type}: {Same.Show(Values)}";
    }
}
