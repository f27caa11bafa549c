using StageTools.Databases.Columns;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Import;

/// <summary>Which column of a table each column of a file fills.</summary>
public sealed class ColumnMatchTests
{
    [Theory]
    [InlineData("a b c", null, "c a", "c a", "0 1")]
    [InlineData("a b c", null, "C A", "c a", "0 1")]
    [InlineData("a A b", null, "A a", "A a", "0 1")]
    [InlineData("a b c", "b c", "a b c", "b c", "-1 0 1")]
    [InlineData("a b c", "B", "b a", "b", "0 -1")]
    [InlineData("a b c", "a b", "b c a", "b a", "0 -1 1")]
    public void By_name_exactly_before_without_case_and_what_is_not_to_be_filled_is_passed_over(string table, string? wanted, string file, string filled, string places)
    {
        var match = Match("a.ndjson", table, wanted);
        match.PlacesOf(Row(file)).ShouldBe(places.Split(' ').Select(int.Parse));
        match.Columns.Select(static column => column.Name).ShouldBe(filled.Split(' '));
    }

    [Theory]
    [InlineData("a b", null, "a x", "the table 't' has no column 'x'")]
    [InlineData("a b c", "a b", "a x", "the table 't' has no column 'x'")]
    [InlineData("a b", null, "a A", "two columns of the file differ in case alone")]
    [InlineData("a b", "a", "a A", "two columns of the file differ in case alone")]
    public void A_column_that_the_table_has_not_and_one_that_comes_twice_are_refused_by_the_line(string table, string? wanted, string file, string sentence)
    {
        var error = StageErrorCode.DataInvalid.ShouldFail(() => Match("a.ndjson", table, wanted).PlacesOf(Row(file)));
        error.Message.ShouldContain(sentence);
        error.Message.ShouldContain("line 7");
    }

    [Fact]
    public void A_column_keeps_its_place_when_later_rows_have_others()
    {
        var match = Match("a.ndjson", "a b c", wanted: null);
        match.PlacesOf(Row("b")).ShouldBe([0]);
        match.PlacesOf(Row("c b")).ShouldBe([1, 0]);
        match.PlacesOf(Row("a")).ShouldBe([2]);
        match.Columns.Select(static column => column.Name).ShouldBe(["b", "c", "a"]);
    }

    [Theory]
    [InlineData("a b c", null, "x y z", false, "a b c", "0 1 2")]
    [InlineData("a b c", "c a", "x y", false, "c a", "0 1")]
    [InlineData("a b c", null, "x y", true, "a b", "0 1")]
    [InlineData("a b", null, "x y z", true, "a b", "0 1 -1")]
    [InlineData("a b c", null, "x y", false, null, "the row has 2 values and the table 3 columns")]
    [InlineData("a b", null, "x y z", false, null, "the row has 3 values and the table 2 columns")]
    [InlineData("a b c", "c", "x y", false, null, "the row has 2 values and 1 columns are to be filled")]
    public void By_position_as_many_as_there_are_unless_rows_may_differ(string table, string? wanted, string file, bool mayDiffer, string? filled, string expected)
    {
        FileFormat[] withoutHeader = [new() { Header = false }, new() { Dialect = Dialect.Databend }, new() { SkipHeader = 0 }];
        foreach (var format in withoutHeader.Append(FileFormat.Unspecified))
        {
            var byOption = format == FileFormat.Unspecified;
            var match = Match("a.csv", table, wanted, byOption, format with { ErrorOnColumnCountMismatch = mayDiffer ? false : null });
            if (filled is null)
            {
                StageErrorCode.DataInvalid.ShouldFail(() => match.PlacesOf(Row(file))).Message.ShouldContain(expected);
                continue;
            }

            match.PlacesOf(Row(file)).ShouldBe(expected.Split(' ').Select(int.Parse));
            match.Columns.Select(static column => column.Name).ShouldBe(filled.Split(' '));
        }
    }

    [Fact]
    public void Files_whose_rows_have_names_of_their_own_are_matched_by_name_whatever_is_asked()
    {
        Match("a.ndjson", "a b", wanted: null, byPosition: true).PlacesOf(Row("b")).ShouldBe([0]);
        StageErrorCode.OptionInvalid.ShouldFail(() => Match("a.csv", "a b", "x")).Message.ShouldBe("The table 't' has no column 'x'; it has a, b.");
    }

    private static Row Row(string columns) => new(columns.Split(' '), new object?[columns.Split(' ').Length]) { Line = 7 };

    private static ColumnMatch Match(string file, string table, string? wanted, bool byPosition = false, FileFormat? format = null)
    {
        var columns = table.Split(' ').Select(static name => new TableColumn(name, new ColumnType(ColumnKind.Any))).ToList();
        return new ColumnMatch(
            ImportFile.Resolve(FileStore.Local(Path.GetTempPath()), new StoreItem(file, 0, default), FileFormat.Unspecified, format ?? FileFormat.Unspecified),
            new TargetTable(new TableName(["s", "t"]), columns, "t"),
            new LoadOptions("t") { Columns = wanted?.Split(' '), ByPosition = byPosition });
    }
}
