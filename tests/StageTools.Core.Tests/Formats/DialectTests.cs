using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>SEMANTICS, "as it writes it": CSV and TSV of both systems.</summary>
public sealed class DialectTests
{
    private static readonly FileFormat Databend = RowFile.Csv with { Dialect = Dialect.Databend };
    private static readonly FileFormat MatrixOne = RowFile.Csv with { Dialect = Dialect.MatrixOne };

    private static readonly string[] Columns = ["id", "name", "ok", "price", "data", "tags"];

    private static readonly object?[][] Rows =
    [
        [1, "Ada", true, 0.1, (byte[])[1, 255], (int[])[1, 2]],
        [null, "say \"hi\" \\ \\N", null, 1.50m, null, null],
        [3, "", false, 1e17, Array.Empty<byte>(), Array.Empty<int>()],
    ];

    public static TheoryData<FileFormat> Both => [Databend, MatrixOne, RowFile.Tsv with { Dialect = Dialect.Databend }];

    [Fact]
    public void Databend_quotes_text_and_leaves_numbers_booleans_and_NULL_bare() => Text(Databend, Columns, Rows).ShouldBe(
        """
        1,"Ada",true,0.1,01ff,"[1,2]"
        \N,"say ""hi"" \ \N",\N,1.50,\N,\N
        3,"",false,1E+17,"","[]"

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void MatrixOne_has_a_header_doubles_backslashes_and_quotes_and_encloses_text_JSON_and_binary() => Text(MatrixOne, Columns, Rows).ShouldBe(
        """
        id,name,ok,price,data,tags
        1,"Ada",true,0.1,"01ff","[1,2]"
        \N,"say ""hi"" \\ \\N",\N,1.50,\N,\N
        3,"",false,1E+17,"","[]"

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Databend_writes_TSV_without_a_header() =>
        Text(RowFile.Tsv with { Dialect = Dialect.Databend }, ["a", "b"], [[1, "x\ty"], [null, ""]]).ShouldBe("1\tx\\ty\n\\N\t\n");

    [Fact]
    public void Databend_writes_a_header_where_it_is_asked_to() =>
        Text(Databend with { Header = true }, ["a"], [[1]]).ShouldBe("\"a\"\n1\n");

    [Fact]
    public void Standard_is_what_holds_when_nothing_is_said() =>
        Text(RowFile.Csv with { Dialect = Dialect.Standard }, Columns, Rows).ShouldBe(Text(RowFile.Csv, Columns, Rows));

    [Theory]
    [MemberData(nameof(Both))]
    public void What_a_dialect_writes_it_reads_back(FileFormat format) => ValueRoundTripTests.Check(Nasty.Tables, table =>
    {
        var back = RowFile.Read(format, RowFile.Write(format, Nasty.ColumnsOf(table), table), new RowReadOptions(AsText: true));
        back.Select(static row => row.Values).ShouldBe(table.Select(row => row.Select(value => (object?)Printed(format, value)).ToArray()));
    });

    [Fact]
    public void A_quoted_NULL_marker_is_text_in_both()
    {
        foreach (var format in (FileFormat[])[Databend with { Header = true }, MatrixOne])
            RowFile.Return(format, "\\N").ShouldBe("\\N");
    }

    [Fact]
    public void A_bare_nothing_is_NULL_in_Databend_and_empty_text_in_MatrixOne()
    {
        RowFile.Read(Databend, "1,\n")[0].Values.ShouldBe([1L, null]);
        RowFile.Read(MatrixOne with { Header = false }, "1,\n")[0].Values.ShouldBe([1L, ""]);
    }

    [Fact]
    public void An_option_goes_over_the_dialect()
    {
        var format = FileFormat.Parse([new("dialect", "matrixone"), new("type", "csv"), new("null_display", "NULL"), new("force_quote", false)]);
        Text(format, ["a", "b"], [["x", null]]).ShouldBe("a,b\nx,NULL\n");
    }

    [Fact]
    public void A_stage_may_name_a_dialect_and_the_file_another_format() =>
        FileFormat.Parse([new("dialect", "databend")]).Merge(FileFormat.FromFileName("a.parquet")).Validate();

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e17, "1E+17")]
    [InlineData(2f, "2.0")]
    [InlineData(2L, "2")]
    [InlineData(double.NaN, "NaN")]
    public void Databend_tells_floating_point_numbers_from_integers(object value, string written)
    {
        RowFile.WriteOne(Databend, value).ShouldBe(written);
        RowFile.WriteOne(RowFile.Tsv with { Dialect = Dialect.Databend }, value).ShouldBe(written);
        RowFile.WriteOne(RowFile.Csv, value).ShouldBe(written.EndsWith(".0", StringComparison.Ordinal) ? written[..^2] : written);
    }

    [Theory]
    [InlineData(BinaryFormat.Hex, "01ff")]
    [InlineData(BinaryFormat.Base64, "Af8=")]
    public void Databend_writes_bytes_without_quotes_and_the_others_with_them(BinaryFormat binary, string written)
    {
        RowFile.WriteOne(Databend with { BinaryFormat = binary }, (byte[])[1, 255]).ShouldBe(written);
        RowFile.WriteOne(MatrixOne with { BinaryFormat = binary }, (byte[])[1, 255]).ShouldBe($"\"{written}\"");
        RowFile.WriteOne(Databend with { BinaryFormat = binary, Delimiter = written[..1] is "A" ? "=" : "|" }, (byte[])[1, 255])
            .ShouldBe(written[..1] is "A" ? $"\"{written}\"" : written);
    }

    [Theory]
    [InlineData("minimal", "1,a,\"a,b\",\\N")]
    [InlineData("non_numeric", "1,\"a\",\"a,b\",\\N")]
    [InlineData("all", "\"1\",\"a\",\"a,b\",\\N")]
    public void QUOTE_STYLE_says_what_is_enclosed(string style, string written)
    {
        var format = FileFormat.Parse([new("type", "csv"), new("dialect", "databend"), new("quote_style", style)]);
        Text(format, ["i", "t", "c", "n"], [[1, "a", "a,b", null]]).ShouldBe(written + "\n");
        FileFormat.Parse(format.ToDictionary()).ShouldBe(format);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("007", "007")]
    [InlineData("a,b", null)]
    [InlineData("", null)]
    [InlineData("\\N", null)]
    [InlineData("a\"", null)]
    [InlineData("1e5", "1e5")]
    [InlineData("5 apples", "5 apples")]
    [InlineData("True", "True")]
    [InlineData("5", null)]
    [InlineData("-0.5", null)]
    [InlineData("true", null)]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    [InlineData("2026-03-01", null)]
    [InlineData("2026-03-01T10:00:00Z", null)]
    [InlineData("01:02:03", null)]
    public void Without_quotes_what_would_be_misread_is_an_error(string text, string? written)
    {
        var format = Databend with { QuoteStyle = QuoteStyle.None };
        if (written is null)
            RowFile.WriteFails(format, text).Message.ShouldContain("quote_style");
        else
            RowFile.WriteOne(format, text).ShouldBe(written);
    }

    [Fact]
    public void Without_quotes_a_text_is_none_that_stands_for_NaN_and_a_mark_is_text_where_no_file_begins()
    {
        var format = Databend with { QuoteStyle = QuoteStyle.None, NanText = "nan" };
        RowFile.WriteFails(format, "nan").Message.ShouldContain("quote_style");
        StageErrorCode.ValueNotRepresentable.ShouldFail(() => RowFile.WriteOne(format, "\uFEFFx")).Message.ShouldContain("quote_style");
        Text(format, ["a", "b"], [["x", "\uFEFFy"], ["\uFEFFz", "w"]]).ShouldBe("x,\uFEFFy\n\uFEFFz,w\n");
    }

    [Fact]
    public void A_NULL_in_quotes_is_one_where_ALLOW_QUOTED_NULLS_says_so()
    {
        var format = Databend with { AllowQuotedNulls = true };
        RowFile.Read(format, "\"\\N\",\\N,\"x\"\n")[0].Values.ShouldBe([null, null, "x"]);
        RowFile.WriteFails(format, "\\N").Message.ShouldContain("NULL");
    }

    private static string? Printed(FileFormat format, object? value) => value switch
    {
        null => null,
        double number when format.Dialect is Dialect.Databend && ValueRoundTripTests.Printed(number).All(static c => char.IsAsciiDigit(c) || c is '-') =>
            ValueRoundTripTests.Printed(number) + ".0",
        _ => ValueRoundTripTests.Printed(value),
    };

    private static string Text(FileFormat format, string[] columns, object?[][] rows) => Encoding.UTF8.GetString(RowFile.Write(format, columns, rows));
}
