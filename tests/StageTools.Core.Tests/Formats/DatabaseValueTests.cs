using System.Buffers;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Formats;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>DESIGN, rule 5, for what databases give: wide decimals, text as bytes, typed values.</summary>
public sealed class DatabaseValueTests
{
    public static TheoryData<FileFormat> All => ValueRoundTripTests.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Decimals_of_38_digits_survive_with_their_scale(FileFormat format)
    {
        foreach (var text in (string[])
            [
                "12345678901234567890123456789012345.678", "-0.12345678901234567890123456789012345678", "99999999999999999999999999999999999999",
                "-1.5", "0.10", "1234567890123456789012345678.90", "0.00000000000000000000000000000000000001",
            ])
        {
            var back = Return(format, SqlDecimal.Parse(text));
            Convert.ToString(back, CultureInfo.InvariantCulture).ShouldBe(text);
            back.ShouldNotBeOfType<string>();
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Objects_and_lists_survive_however_they_lie_inside_each_other(FileFormat format) => ValueRoundTripTests.Check(Nested.ToArbitrary(), value =>
    {
        var back = Return(format, value);
        var again = back is string json ? RowFile.Read(RowFile.Json, $"{{\"v\":{json}}}")[0].Values[0] : back;
        Same(again, value).ShouldBeTrue();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void The_NULL_of_a_database_type_is_NULL(FileFormat format)
    {
        Return(format, SqlDecimal.Null).ShouldBeNull();
        Return(format, SqlInt32.Null).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Values_given_one_by_one_make_the_same_file_as_rows(FileFormat format) => ValueRoundTripTests.Check(Nasty.Tables, table =>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = RowWriters.Create(format, output, Nasty.ColumnsOf(table));
        writer.Begin();
        foreach (var row in table)
        {
            writer.BeginRow();
            foreach (var value in row)
                Add(writer, value);
            writer.EndRow();
        }

        writer.End();
        output.WrittenSpan.SequenceEqual(RowFile.Write(format, Nasty.ColumnsOf(table), table)).ShouldBeTrue();
    });

    [Fact]
    public void The_quick_way_to_write_a_double_writes_what_NET_writes() => ValueRoundTripTests.Check(Doubles.ToArbitrary(), static value =>
        RowFile.WriteOne(RowFile.Csv, value).ShouldBe(value.ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(All))]
    public void Bytes_that_are_not_UTF8_are_refused_with_column_and_row(FileFormat format)
    {
        var writer = RowWriters.Create(format, new ArrayBufferWriter<byte>(), ["first", "second"]);
        writer.BeginRow();
        writer.AddUtf8("ok"u8);
        var error = StageErrorCode.ValueNotRepresentable.ShouldFail(() => writer.AddUtf8([0x61, 0xE4]));
        error.Message.ShouldStartWith("Column 'second', row 1: ");
        error.Message.ShouldContain("UTF-8");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_that_was_given_up_leaves_nothing_behind(FileFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = RowWriters.Create(format with { Header = false }, output, ["a"]);
        writer.BeginRow();
        writer.AddInt64(1);
        writer.BeginRow();
        writer.AddInt64(2);
        writer.EndRow();
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldNotContain("1");
        writer.RowCount.ShouldBe(1);
    }

    [Fact]
    public void A_row_of_too_few_values_is_refused()
    {
        var writer = RowWriters.Create(RowFile.Csv, new ArrayBufferWriter<byte>(), ["a", "b"]);
        writer.BeginRow();
        writer.AddNull();
        Should.Throw<InvalidOperationException>(writer.EndRow);
    }

    [Theory]
    [InlineData(1.5f, "1.5")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1e10f, "10000000000")]
    public void A_float_is_written_in_its_own_digits(float value, string written)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = RowWriters.Create(RowFile.Csv, output, ["a"]);
        writer.BeginRow();
        writer.AddValue(value);
        writer.EndRow();
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(written + "\n");
    }

    // What tables hold, and what lies just beside it.
    private static Gen<double> Doubles =>
        from number in Gen.OneOf(Gen.Choose(-2_000_000_000, 2_000_000_000), Gen.Choose(-2000, 2000))
        from places in Gen.Choose(-3, 9)
        from nudge in Gen.Choose(-1, 1)
        let value = number / Math.Pow(10, places)
        select nudge switch { 0 => value, 1 => Math.BitIncrement(value), _ => Math.BitDecrement(value) };

    private static Gen<object> Nested =>
        Gen.Sized(static size => Inside(Math.Min(size, 3))).Select(static value => value as object[] ?? value as Dictionary<string, object?> ?? (object)new[] { value });

    private static Gen<object?> Inside(int depth) => depth == 0
        ? Nasty.ValueGen
        : Gen.Frequency(
            (2, Nasty.ValueGen),
            (1, Inside(depth - 1).ArrayOf(3).Select(static items => (object?)items)),
            (1, from names in Nasty.TextGen.ArrayOf(3)
                from items in Inside(depth - 1).ArrayOf(3)
                select (object?)names.Zip(items).DistinctBy(static p => p.First, StringComparer.Ordinal).ToDictionary(static p => p.First, static p => p.Second, StringComparer.Ordinal)));

    private static bool Same(object? read, object? written) => (read, written) switch
    {
        (object?[] items, object?[] others) => items.Length == others.Length && items.Zip(others).All(static p => Same(p.First, p.Second)),
        (IReadOnlyDictionary<string, object?> fields, Dictionary<string, object?> others) =>
            fields.Count == others.Count && others.All(o => fields.TryGetValue(o.Key, out var field) && Same(field, o.Value)),
        (null, null) => true,
        (string text, string other) => text == other,
        (not null and not string, not null and not string) => ValueRoundTripTests.Printed(read) == ValueRoundTripTests.Printed(written),
        _ => false,
    };

    private static object? Return(FileFormat format, object value) =>
        RowFile.Read(format, RowFile.Write(format, ["v", "w"], [[value, "x"]])).ShouldHaveSingleItem().Values[0];

    private static void Add(RowWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.AddNull(); break;
            case string text when text.Length % 2 == 0: writer.AddUtf8(Encoding.UTF8.GetBytes(text)); break;
            case string text: writer.AddText(text); break;
            case long number: writer.AddInt64(number); break;
            case double number: writer.AddDouble(number); break;
            case bool truth: writer.AddBoolean(truth); break;
            default: writer.AddValue(value); break;
        }
    }
}
