using System.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>TSV as Databend has it: SEMANTICS, "TSV as it writes it".</summary>
public sealed class TsvTests
{
    [Fact]
    public void What_would_be_misread_stands_behind_a_backslash() =>
        RowFile.WriteOne(RowFile.Tsv, "\0\b\t\n\f\r\\").ShouldBe(@"\0\b\t\n\f\r\\");

    [Fact]
    public void Another_delimiter_stands_behind_a_backslash_too() => RowFile.WriteOne(RowFile.Tsv with { Delimiter = "|" }, "a|b").ShouldBe(@"a\|b");

    [Fact]
    public void Null_is_backslash_N() => RowFile.WriteOne(RowFile.Tsv, null).ShouldBe(@"\N");

    [Fact]
    public void The_text_backslash_N_is_escaped() => RowFile.WriteOne(RowFile.Tsv, @"\N").ShouldBe(@"\\N");

    [Fact]
    public void Empty_text_is_nothing() => RowFile.WriteOne(RowFile.Tsv, "").ShouldBe("");

    [Fact]
    public void Quotes_mean_nothing() => RowFile.WriteOne(RowFile.Tsv, "\"a\"").ShouldBe("\"a\"");

    [Fact]
    public void Text_that_equals_the_null_text_is_told_from_it()
    {
        RowFile.WriteOne(RowFile.Tsv with { NullText = "null" }, "null").ShouldBe(@"n\ull");
        RowFile.WriteOne(RowFile.Tsv with { NullText = "-" }, "-").ShouldBe(@"\-");
    }

    [Fact]
    public void Text_that_equals_the_null_text_and_cannot_be_escaped_is_refused() =>
        RowFile.WriteFails(RowFile.Tsv with { NullText = "" }, "").Message.ShouldContain("NULL");

    [Fact]
    public void A_file_begins_with_its_header() =>
        Encoding.UTF8.GetString(RowFile.Write(RowFile.Tsv, ["a", "b\tc"], [[1, "x"]])).ShouldBe("a\tb\\tc\n1\tx\n");

    [Fact]
    public void A_backslash_before_a_character_that_is_no_escape_stays() => RowFile.ReadOne(RowFile.Tsv, @"a\xb\😀\N").ShouldBe(@"a\xb\😀\N");

    [Fact]
    public void A_line_end_behind_a_backslash_is_part_of_the_value() => RowFile.ReadOne(RowFile.Tsv, "a\\\nb\n").ShouldBe("a\nb");

    [Fact]
    public void Escaped_text_is_never_a_number() => RowFile.ReadOne(RowFile.Tsv, "1\\\t2").ShouldBe("1\t2");

    [Fact]
    public void CRLF_ends_a_record() => RowFile.ReadOne(RowFile.Tsv, "a\r\n").ShouldBe("a");

    [Fact]
    public void An_escaped_return_before_the_line_end_is_kept() => RowFile.ReadOne(RowFile.Tsv, "a\\\r\n").ShouldBe("a\r");

    [Theory]
    [InlineData("a\r")]
    [InlineData("a\r\n")]
    [InlineData("b\na\r")]
    public void A_return_at_the_very_end_of_a_file_is_part_of_the_value(string text) =>
        RowFile.Read(RowFile.Tsv with { Header = false }, text)[^1].Values.ShouldBe([text.EndsWith('\n') ? "a" : "a\r"]);

    [Theory]
    [InlineData("a\tb\r1\tx\r2\ty\r", new[] { "x", "y" })]
    [InlineData("a\tb\r1\tx\r2\ty", new[] { "x", "y" })]
    [InlineData("a\tb\n1\tx\ry\n2\tz\r", new[] { "x\ry", "z\r" })]
    public void A_return_ends_the_lines_of_a_file_in_which_nothing_else_does(string text, string[] values) =>
        RowFile.Read(RowFile.Tsv, text).Select(static row => row.Values[1]).ShouldBe(values);

    [Fact]
    public void A_backslash_at_the_very_end_is_refused_with_its_line() =>
        RowFile.ReadFails(RowFile.Tsv, "a\tb\n1\tx\\").Message.ShouldContain("line 2");

    [Fact]
    public void A_row_of_another_width_is_refused_with_its_line() =>
        RowFile.ReadFails(RowFile.Tsv, "a\tb\n1\t2\n3\n").Message.ShouldContain("line 3: values found: 1, columns: 2");
}
