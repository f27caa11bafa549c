using System.Text;
using StageTools.Formats;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

public sealed class CsvWritingTests
{
    [Fact]
    public void A_file_begins_with_its_header() =>
        Text(RowFile.Csv, ["id", "name"], [1, "Ada"]).ShouldBe("id,name\n1,Ada\n");

    [Fact]
    public void The_header_can_be_left_out() =>
        Text(RowFile.Csv with { Header = false }, ["id", "name"], [1, "Ada"]).ShouldBe("1,Ada\n");

    [Fact]
    public void Null_is_nothing_and_empty_text_is_two_quotes() =>
        Text(RowFile.Csv with { Header = false }, ["a", "b", "c"], [null, "", DBNull.Value]).ShouldBe(",\"\",\n");

    [Fact]
    public void Null_is_the_null_text_where_one_is_given() =>
        Text(RowFile.Csv with { Header = false, NullText = "\\N" }, ["a", "b", "c"], [null, "\\N", ""]).ShouldBe("\\N,\"\\N\",\"\"\n");

    [Fact]
    public void A_null_row_of_one_column_is_an_empty_line() => RowFile.WriteOne(RowFile.Csv, null).ShouldBe("");

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("a ", "\"a \"")]
    [InlineData("\uFEFFa", "\"\uFEFFa\"")]
    [InlineData("007", "\"007\"")]
    [InlineData("-x", "\"-x\"")]
    [InlineData("+5", "\"+5\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData("True", "\"True\"")]
    [InlineData("nan", "\"nan\"")]
    [InlineData("infinity", "\"infinity\"")]
    [InlineData("abcdef01-0000-0000-0000-000000000000", "\"abcdef01-0000-0000-0000-000000000000\"")]
    public void Text_is_quoted_where_it_would_not_come_back(string text, string written) => RowFile.WriteOne(RowFile.Csv, text).ShouldBe(written);

    [Theory]
    [InlineData("plain")]
    [InlineData("two words")]
    [InlineData("it's")]
    [InlineData("a\\b")]
    [InlineData("ä😀")]
    [InlineData("a;b")]
    public void Other_text_is_bare(string text) => RowFile.WriteOne(RowFile.Csv, text).ShouldBe(text);

    [Fact]
    public void Force_quote_quotes_text_and_nothing_else() =>
        Text(RowFile.Csv with { ForceQuote = true }, ["t", "n"], ["x", 1], [null, true]).ShouldBe("\"t\",\"n\"\n\"x\",1\n,true\n");

    [Fact]
    public void Records_can_end_in_CRLF() => Text(RowFile.Csv with { RecordDelimiter = "\r\n" }, ["a"], [1]).ShouldBe("a\r\n1\r\n");

    [Fact]
    public void A_header_quotes_only_what_the_layout_needs() => Text(RowFile.Csv, ["2026", "a,b"]).ShouldBe("2026,\"a,b\"\n");

    [Fact]
    public void A_moment_is_quoted_where_the_delimiter_stands_in_it() =>
        RowFile.WriteOne(RowFile.Csv with { Delimiter = ":" }, new TimeOnly(1, 2, 3)).ShouldBe("\"01:02:03\"");

    [Theory]
    [InlineData(1e5, "100000")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e17, "1E+17")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(1e10f, "10000000000")]
    [InlineData(0.1f, "0.1")]
    public void Numbers_are_written_in_their_shortest_text(object value, string written) => RowFile.WriteOne(RowFile.Csv, value).ShouldBe(written);

    [Fact]
    public void A_decimal_keeps_its_scale() => RowFile.WriteOne(RowFile.Csv, 1.500m).ShouldBe("1.500");

    [Fact]
    public void A_UTC_date_ends_in_Z_and_drops_the_zeros_of_its_fraction() =>
        RowFile.WriteOne(RowFile.Csv, new DateTime(2026, 1, 2, 3, 4, 5, 120, DateTimeKind.Utc)).ShouldBe("2026-01-02T03:04:05.12Z");

    [Fact]
    public void A_date_with_offset_ends_in_it() =>
        RowFile.WriteOne(RowFile.Csv, new DateTimeOffset(2026, 1, 2, 3, 4, 5, new TimeSpan(-3, -30, 0))).ShouldBe("2026-01-02T03:04:05-03:30");

    [Fact]
    public void An_enum_is_its_name() => RowFile.WriteOne(RowFile.Csv, DayOfWeek.Monday).ShouldBe("Monday");

    [Fact]
    public void A_version_is_text() => RowFile.WriteOne(RowFile.Csv, new Version(1, 2)).ShouldBe("\"1.2\"");

    [Fact]
    public void A_list_is_its_JSON_text() => RowFile.WriteOne(RowFile.Csv, (int[])[1, 2]).ShouldBe("\"[1,2]\"");

    [Fact]
    public void A_refused_row_leaves_no_byte_behind()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = RowWriters.Create(RowFile.Csv with { Header = false }, output, ["a", "b"]);
        Should.Throw<StageException>(() => writer.Write(["x", "\uD800"]));
        writer.Write(["y", "z"]);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("y,z\n");
    }

    [Fact]
    public void Rows_are_counted()
    {
        var writer = RowWriters.Create(RowFile.Csv, new System.Buffers.ArrayBufferWriter<byte>(), ["a"]);
        writer.Write([1]);
        writer.Write([2]);
        writer.RowCount.ShouldBe(2);
    }

    [Fact]
    public void A_row_of_another_width_is_refused() =>
        Should.Throw<ArgumentException>(() => RowFile.Write(RowFile.Csv, ["a", "b"], [[1]]));

    private static string Text(FileFormat format, string[] columns, params object?[][] rows) =>
        Encoding.UTF8.GetString(RowFile.Write(format, columns, rows));
}
