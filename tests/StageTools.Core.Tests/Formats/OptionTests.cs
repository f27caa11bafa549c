using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>What each option does to the files that are written and read.</summary>
public sealed class OptionTests
{
    private static readonly FileFormat Csv = RowFile.Csv;

    public static TheoryData<FileFormat> Layouts =>
    [
        Csv with { Escape = '\\' },
        Csv with { Escape = '\\', DoubleQuote = true, ForceQuote = true },
        Csv with { Escape = '\\', Quote = '«' },
        Csv with { Escape = '^', Quote = '\'', Delimiter = "|" },
        Csv with { RecordDelimiter = "|" },
        Csv with { RecordDelimiter = "\r" },
        Csv with { RecordDelimiter = "\u001e", Delimiter = "\u001f", Header = false },
        Csv with { RecordDelimiter = ";", Escape = '\\' },
        Csv with { NullText = "NULL", EmptyFieldAs = EmptyField.Null },
        Csv with { EmptyFieldAs = EmptyField.Text },
        Csv with { NanText = "nan" },
        RowFile.Tsv with { RecordDelimiter = "|" },
        RowFile.Tsv with { NanText = "nan", Delimiter = "," },
        RowFile.Tsv with { RecordDelimiter = "\u001e", Header = false },
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Tables_survive_whatever_the_layout(FileFormat format) => ValueRoundTripTests.Check(Nasty.Tables, table =>
        Values(format, RowFile.Write(format, Nasty.ColumnsOf(table), table)).ShouldBe(table.Select(AsText)));

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Few_bytes_at_a_time_make_no_difference(FileFormat format) => ValueRoundTripTests.Check(Nasty.Tables, table =>
    {
        var file = RowFile.Write(format, Nasty.ColumnsOf(table), table);
        var drops = RowFile.ReadAsync(format, new DripStream(file), new RowReadOptions(AsText: true)).GetAwaiter().GetResult();
        drops.Select(static row => row.Values).ShouldBe(table.Select(AsText));
    });

    [Theory]
    [MemberData(nameof(Layouts))]
    public void NaN_and_the_infinities_survive(FileFormat format)
    {
        foreach (var value in (object[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.NaN, Half.NaN])
        {
            var file = RowFile.Write(format, ["v", "w"], [[value, 1]]);
            RowFile.Read(format, file)[0].Values[0].ShouldBe(Convert.ToDouble(value.ToString(), System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData('\\', null, "\"a\\\"b\\\\c\"")]
    [InlineData('\\', true, "\"a\"\"b\\\\c\"")]
    [InlineData(null, null, "\"a\"\"b\\c\"")]
    public void An_escape_stands_before_a_quote_and_before_itself(char? escape, bool? doubled, string written)
    {
        var format = Csv with { Escape = escape, DoubleQuote = doubled };
        RowFile.WriteOne(format, "a\"b\\c").ShouldBe(written);
        RowFile.ReadOne(format, written).ShouldBe("a\"b\\c");
    }

    [Theory]
    [InlineData("\"a\\\"b\"", "a\"b")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"a\\nb\"", "anb")]
    [InlineData("a\\b", "a\\b")]
    public void Readers_take_escaped_and_doubled_quotes_and_leave_bare_text_alone(string text, string value) =>
        RowFile.ReadOne(Csv with { Escape = '\\' }, text).ShouldBe(value);

    [Fact]
    public void An_escape_at_the_very_end_leaves_the_quote_open() =>
        RowFile.ReadFails(Csv with { Escape = '\\' }, "a\n\"x\\").Message.ShouldContain("line 2: a quote is opened here and never closed");

    [Fact]
    public void Lines_before_the_header_are_passed_over()
    {
        var row = RowFile.Read(Csv with { SkipHeader = 3 }, "made \"by\nsomebody\na,b\n1,2\n").ShouldHaveSingleItem();
        row.Columns.ShouldBe(["a", "b"]);
        row.Values.ShouldBe([1L, 2L]);
    }

    [Fact]
    public void Lines_before_the_rows_are_passed_over_where_there_is_no_header() =>
        RowFile.Read(Csv with { SkipHeader = 2, Header = false }, "x\ny,z,w\n1,2\n").ShouldHaveSingleItem().Columns.ShouldBe(["c1", "c2"]);

    [Fact]
    public void A_file_of_fewer_lines_than_are_passed_over_has_no_rows() => RowFile.Read(Csv with { SkipHeader = 5 }, "a\n1\n").ShouldBeEmpty();

    [Fact]
    public void Lines_that_were_passed_over_are_counted() =>
        RowFile.ReadFails(Csv with { SkipHeader = 3 }, "x\ny\na,b\n1,2\n1\n").Message.ShouldContain("line 5: ");

    [Theory]
    [InlineData(null, 2)]
    [InlineData(false, 1)]
    public void A_file_is_not_written_with_lines_that_reading_would_pass_over(bool? header, int skip) =>
        Unwritable(Csv with { Header = header, SkipHeader = skip }).ShouldContain("skip_header");

    [Fact]
    public void Rows_are_filled_up_or_cut_where_that_is_no_error() =>
        RowFile.Read(Csv with { ErrorOnColumnCountMismatch = false }, "a,b\n1\n1,2,3\n4,5\n").Select(static r => r.Values)
            .ShouldBe([[1L, null], [1L, 2L], [4L, 5L]]);

    [Theory]
    [InlineData(null, "", null)]
    [InlineData(null, "NA", "")]
    [InlineData(EmptyField.Null, "NA", null)]
    [InlineData(EmptyField.FieldDefault, "NA", null)]
    [InlineData(EmptyField.Text, "NA", "")]
    public void A_bare_nothing_is_what_it_is_said_to_be(EmptyField? empty, string nullText, string? value)
    {
        var row = RowFile.Read(Csv with { EmptyFieldAs = empty, NullText = nullText }, "a,b,c\n1,,\"\"\n")[0];
        row.Values.ShouldBe([1L, value, ""]);
    }

    [Fact]
    public void Empty_text_in_TSV_is_refused_where_it_would_come_back_as_NULL() =>
        RowFile.WriteFails(RowFile.Tsv with { EmptyFieldAs = EmptyField.Null }, "").Message.ShouldContain("NULL");

    [Fact]
    public void NULL_as_nothing_is_refused_where_nothing_is_text() =>
        Unwritable(Csv with { NullText = "", EmptyFieldAs = EmptyField.Text }).ShouldContain("null_display");

    [Theory]
    [InlineData(RowFormat.Csv, null, "01ff")]
    [InlineData(RowFormat.Csv, BinaryFormat.Base64, "Af8=")]
    [InlineData(RowFormat.Tsv, BinaryFormat.Hex, "01ff")]
    [InlineData(RowFormat.NdJson, null, "Af8=")]
    [InlineData(RowFormat.Json, BinaryFormat.Hex, "01ff")]
    public void Bytes_are_written_as_said(RowFormat rows, BinaryFormat? binary, string text) =>
        RowFile.Return(new FileFormat { Format = rows, BinaryFormat = binary }, (byte[])[1, 255], new RowReadOptions(AsText: true)).ShouldBe(text);

    [Fact]
    public void Bytes_survive_in_both_forms() => ValueRoundTripTests.Check(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        Convert.FromHexString((string)RowFile.Return(Csv, bytes)!).ShouldBe(bytes);
        Convert.FromBase64String((string)RowFile.Return(Csv with { BinaryFormat = BinaryFormat.Base64 }, bytes)!).ShouldBe(bytes);
    });

    [Fact]
    public void Named_columns_are_enclosed_numbers_too_and_NULL_is_not() =>
        Encoding.UTF8.GetString(RowFile.Write(
            Csv with { ForceQuoteColumns = new ColumnNames(["B"]) }, ["a", "b"], [[1, 2], ["x", 1.5f], [3, null], [DateOnly.MaxValue, DateOnly.MaxValue]]))
            .ShouldBe("a,b\n1,\"2\"\nx,\"1.5\"\n3,\n9999-12-31,\"9999-12-31\"\n");

    [Fact]
    public void A_column_to_be_enclosed_that_is_not_there_is_refused() =>
        Unwritable(Csv with { ForceQuoteColumns = new ColumnNames(["x"]) }).ShouldContain("'x'");

    [Fact]
    public void A_record_delimiter_of_its_own_makes_line_ends_text() =>
        RowFile.Read(Csv with { RecordDelimiter = "|" }, "a,b|1,x\ny|2,\"|\"|").Select(static r => r.Values).ShouldBe([[1L, "x\ny"], [2L, "|"]]);

    private static string Unwritable(FileFormat format) => StageErrorCode.OptionInvalid.ShouldFail(() => RowFile.Write(format, ["a"], [])).Message;

    private static IEnumerable<object?[]> Values(FileFormat format, byte[] file) =>
        RowFile.Read(format, file, new RowReadOptions(AsText: true)).Select(static row => row.Values);

    private static object?[] AsText(object?[] row) =>
        [.. row.Select(static value => value is null ? null : (object)ValueRoundTripTests.Printed(value))];
}
