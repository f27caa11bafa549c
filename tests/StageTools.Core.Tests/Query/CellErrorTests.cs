using StageTools.Formats.Csv;

namespace StageTools.Core.Tests.Query;

/// <summary>What a query says of a cell that does not fit comes out of DuckDB's own message again.</summary>
public sealed class CellErrorTests
{
    [Theory]
    [InlineData("Error: \u0001a b\u0001BIGINT\u0001/tmp/f.csv\u0001x\u0001", "x")]
    [InlineData("Error: \u0001a b\u0001BIGINT\u0001/tmp/f.csv\u0001\u0001 more", "")]
    [InlineData("Error: \u0001a b\u0001BIGINT\u0001/tmp/f.csv\u0001x\u0001y\u0001 more", "x\u0001y")]
    [InlineData("Error: \u0001a b\u0001BIGINT\u0001/tmp/f.csv\u0001cut off", "")]
    public void A_cell_is_told_with_its_column_type_and_file(string message, string value)
    {
        CellError.TryRead(message, out var cell).ShouldBeTrue();
        cell.ShouldBe(new CellError("a b", "BIGINT", "/tmp/f.csv", value));
    }

    [Theory]
    [InlineData("Error: no mark at all")]
    [InlineData("Error: \u0001a\u0001BIGINT\u0001/tmp/f.csv")]
    public void A_message_without_a_cell_is_none(string message) => CellError.TryRead(message, out _).ShouldBeFalse();

    [Fact]
    public void Names_are_quoted_in_what_DuckDB_puts_the_message_together_from() =>
        CellError.Expression("it's \"x\"", "DATE").ShouldBe("concat(chr(1), 'it''s \"x\"', chr(1), 'DATE', chr(1), filename, chr(1), \"it's \"\"x\"\"\", chr(1))");
}
