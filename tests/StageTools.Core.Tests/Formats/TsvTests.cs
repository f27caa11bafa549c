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
    public void Text_that_equals_the_null_text_is_told_from_it() =>
        RowFile.WriteOne(RowFile.Tsv with { NullText = "null" }, "null").ShouldBe(@"n\ull");

    [Fact]
    public void Text_that_equals_the_null_text_and_cannot_be_escaped_is_refused() =>
        RowFile.WriteFails(RowFile.Tsv with { NullText = "" }, "").Message.ShouldContain("NULL");

    [Fact]
    public void A_file_begins_with_its_header() =>
        Encoding.UTF8.GetString(RowFile.Write(RowFile.Tsv, ["a", "b\tc"], [[1, "x"]])).ShouldBe("a\tb\\tc\n1\tx\n");

    [Fact]
    public void A_character_without_a_meaning_of_its_own_stands_for_itself() => RowFile.ReadOne(RowFile.Tsv, @"a\xb\😀").ShouldBe("axb😀");

    [Fact]
    public void A_line_end_behind_a_backslash_is_part_of_the_value() => RowFile.ReadOne(RowFile.Tsv, "a\\\nb\n").ShouldBe("a\nb");

    [Fact]
    public void Escaped_text_is_never_a_number() => RowFile.ReadOne(RowFile.Tsv, @"\12").ShouldBe("12");

    [Fact]
    public void CRLF_ends_a_record() => RowFile.ReadOne(RowFile.Tsv, "a\r\n").ShouldBe("a");

    [Fact]
    public void An_escaped_return_before_the_line_end_is_kept() => RowFile.ReadOne(RowFile.Tsv, "a\\\r\n").ShouldBe("a\r");

    [Fact]
    public void A_backslash_at_the_very_end_is_refused_with_its_line() =>
        RowFile.ReadFails(RowFile.Tsv, "a\tb\n1\tx\\").Message.ShouldContain("line 2");

    [Fact]
    public void A_row_of_another_width_is_refused_with_its_line() =>
        RowFile.ReadFails(RowFile.Tsv, "a\tb\n1\t2\n3\n").Message.ShouldContain("line 3: values found: 1, columns: 2");
}
