using FsCheck.Fluent;
using StageTools.Core.Tests.Formats;
using StageTools.Rows;

namespace StageTools.Core.Tests.Rows;

public sealed class RowBatchTests
{
    [Fact]
    public void Values_come_out_as_they_went_in() => ValueRoundTripTests.Check(Nasty.Tables, static table =>
    {
        var batch = new RowBatch();
        foreach (var values in table)
            batch.Add(values);

        for (var row = 0; row < table.Length; row++)
            batch.Values(row, table[row].Length).ShouldBe(table[row]);
    });

    [Fact]
    public void Column_holds_values_of_several_kinds()
    {
        var batch = new RowBatch();
        object?[] values = [1L, 2, 1.5, true, "text", null, 1.5m, long.MinValue, -0.0, double.NaN];
        foreach (var value in values)
            batch.Add([value]);

        Enumerable.Range(0, values.Length).Select(row => batch[0].Value(row)).ShouldBe(values);
        Enumerable.Range(0, 6).Select(batch[0].KindOf).ShouldBe(
            [CellKind.Int64, CellKind.Object, CellKind.Double, CellKind.Boolean, CellKind.Object, CellKind.Null]);
        BitConverter.DoubleToInt64Bits(batch[0].Double(8)).ShouldBe(long.MinValue);
    }

    [Fact]
    public void A_long_text_is_known_among_other_values()
    {
        var batch = new RowBatch();
        var text = LongText.Of(new byte[LongText.Least]);
        foreach (var value in (object?[])["text", new object[] { 1 }, null, 1L])
            batch.Add([value]);
        batch[0].SetText(batch.AddRow(1), text);
        Enumerable.Range(0, 5).Select(batch[0].Long).ShouldBe([null, null, null, null, text]);
    }

    [Fact]
    public void Decimal_is_the_same_to_its_last_zero() => Property.Check(
        Gen.Choose(int.MinValue, int.MaxValue).Four().Zip(Gen.Choose(0, 28)), static parts =>
        {
            var ((low, middle, high, sign), scale) = parts;
            foreach (var (some, more) in (ReadOnlySpan<(int, int)>)[(0, 0), (middle & 0xFF_FFFF, 0), (middle, 0), (middle, high)])
            {
                var value = new decimal(low, some, more, sign < 0, (byte)scale);
                var batch = new RowBatch();
                batch[batch.AddRow(1)].SetDecimal(0, value);
                decimal.GetBits((decimal)batch[0].Value(0)!).ShouldBe(decimal.GetBits(value));
                (batch[0].KindOf(0) is CellKind.Decimal).ShouldBe(((ulong)(uint)some >> 24) == 0 && more == 0);
            }
        });

    [Fact]
    public void Days_and_moments_are_the_same()
    {
        var batch = new RowBatch();
        foreach (var moment in (DateTime[])[DateTime.MinValue, DateTime.MaxValue, new(2026, 3, 1, 12, 30, 15, 123, 456)])
        {
            var row = batch.AddRow(2);
            batch[0].SetTimestamp(row, moment);
            batch[1].SetDate(row, DateOnly.FromDateTime(moment));
            batch.Values(row, 2).ShouldBe([moment, DateOnly.FromDateTime(moment)]);
            ((DateTime)batch[0].Value(row)!).Kind.ShouldBe(DateTimeKind.Unspecified);
        }
    }

    [Fact]
    public void Text_of_a_database_stays_bytes()
    {
        var batch = new RowBatch();
        foreach (var text in (byte[][])["a"u8.ToArray(), [], [0xE4], new byte[10_000]])
            Add(batch, text);

        Enumerable.Range(0, 4).Select(row => batch[0].Text(row).Length).ShouldBe([1, 0, 1, 10_000]);
        batch[0].Text(2)[0].ShouldBe((byte)0xE4);
        batch.Length.ShouldBe(10_002);
    }

    [Fact]
    public void Rows_may_differ_in_their_columns()
    {
        var batch = new RowBatch();
        batch.Begin(["a"]);
        batch.Add([1L]);
        batch.Begin(["b", "c"]);
        batch.Add([2L, 3L]);
        batch.Add([4L, null]);

        batch.Runs.Select(static run => $"{run.From}-{run.To} {string.Join(',', run.Columns)}").ShouldBe(["0-1 a", "1-3 b,c"]);
        batch[1].KindOf(0).ShouldBe(CellKind.Null);
        batch[1].Value(1).ShouldBe(3L);
    }

    [Fact]
    public void Released_batch_is_empty_and_at_home()
    {
        var home = new List<RowBatch>();
        var batch = new RowBatch(home.Add) { Numbers = [] };
        batch.Add([1L, "text"]);
        batch.Numbers.Add(1);
        batch.Release();

        home.ShouldBe([batch]);
        (batch.RowCount, batch.ValueCount, batch.Length, batch.Numbers.Count).ShouldBe((0, 0, 0, 0));
        batch.AddRow(2);
        batch.Values(0, 2).ShouldBe([null, null]);
    }

    [Fact]
    public void Retained_batch_sends_another_one_home()
    {
        var home = new List<RowBatch>();
        var batch = new RowBatch(home.Add);
        batch.Add([1L]);
        batch.Retain();
        batch[0].Value(0).ShouldBe(1L);
        batch.Release();

        home.ShouldHaveSingleItem().ShouldNotBe(batch);
    }

    private static void Add(RowBatch batch, byte[] text)
    {
        var row = batch.AddRow(1);
        batch[0].SetText(row, text);
    }
}
