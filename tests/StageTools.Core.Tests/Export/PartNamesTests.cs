using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Rows;

namespace StageTools.Core.Tests.Export;

/// <summary>How the files of an export are named, and the folders of its partitions.</summary>
public sealed class PartNamesTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly FileFormat Csv = new() { Format = RowFormat.Csv };

    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("a.csv", "a.csv a.csv.1 a.csv.2")]
    [InlineData("dir/a%d.csv", "dir/a0.csv dir/a1.csv dir/a2.csv")]
    [InlineData("a_%03d.csv", "a_000.csv a_001.csv a_002.csv")]
    [InlineData("%02d%d", "00%d 01%d 02%d")]
    [InlineData("%010d", "0000000000 0000000001 0000000002")]
    [InlineData("a%5d%00d%0123d%x", "a%5d%00d%0123d%x a%5d%00d%0123d%x.1 a%5d%00d%0123d%x.2")]
    [InlineData("d%d/a.csv", "d%d/a.csv d%d/a.csv.1 d%d/a.csv.2")]
    public async Task A_file_of_several_has_its_number_in_its_place_or_at_its_end(string path, string expected)
    {
        await _stages.CreateAsync("s");
        var names = new PartNames(await _stages.Engine.ToStageAsync("@s/" + path, Csv));
        names.Next(folder: null, mayBeMany: false).Value.ShouldBe(path);
        Enumerable.Range(0, 3).Select(_ => names.Next(folder: null, mayBeMany: true).Value).ShouldBe(expected.Split(' '));
        Enumerable.Range(0, 3).Select(number => names.Numbered(number).Value).ShouldBe(expected.Split(' '));
        PartNames.IsNumbered(path).ShouldBe(!expected.EndsWith(".2", StringComparison.Ordinal) || path.StartsWith("d%d", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_a_folder_has_its_number_within_its_partition_whatever_its_case()
    {
        await _stages.CreateAsync("s");
        var target = await _stages.Engine.ToStageAsync("@s/dir/", Csv);
        var names = new PartNames(target);
        string Next(string? folder) => names.Next(folder, mayBeMany: true).Value.Replace(PartNames.IdOf(target.File)!, "ID", StringComparison.Ordinal);
        ((string?[])[null, "", "x=1", "X=1", "x=2", null, "x=1"]).Select(Next).ToList().ShouldBe(
        [
            "dir/data_ID_0000_00000000.csv", "dir/data_ID_0000_00000001.csv", "dir/x=1/data_ID_0000_00000000.csv", "dir/X=1/data_ID_0000_00000001.csv",
            "dir/x=2/data_ID_0000_00000000.csv", "dir/data_ID_0000_00000002.csv", "dir/x=1/data_ID_0000_00000002.csv",
        ]);
    }

    [Theory]
    [InlineData("a%Y-%m-%d_%H%M%S.csv", "a2026-02-03_040506.csv")]
    [InlineData("%Y%Y", "20262026")]
    [InlineData("%m-%d", "%m-%d")]
    [InlineData("%y%Y%x%05d", "%y2026%x%05d")]
    public void A_name_with_a_year_has_the_day_and_the_time_in_it(string name, string expected) =>
        PartNames.Dated(name, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)).ShouldBe(expected);

    [Theory]
    [InlineData($"data_{Id}_0000_00000000.csv", true, true)]
    [InlineData($"data_{Id}_0012_00000345", true, true)]
    [InlineData($"my_data_{Id}_0000_00000000.csv.gz", false, true)]
    [InlineData($"data_{Id}_0000_00000000x", false, false)]
    [InlineData($"data_{Id}_000_00000000.csv", false, false)]
    [InlineData("data_x_0000_00000000.csv", false, false)]
    [InlineData("a.csv", false, false)]
    public void A_file_of_an_export_is_known_by_its_name(string name, bool isPart, bool hasId)
    {
        PartNames.IsPart(name).ShouldBe(isPart);
        PartNames.IdOf(StageKey.Parse("dir/" + name)).ShouldBe(hasId ? Id : null);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "_NULL_")]
    [InlineData("_NULL_", "%5FNULL_")]
    [InlineData("_NULL_x", "_NULL_x")]
    [InlineData("a/b\\c:d", "a%2Fb%5Cc%3Ad")]
    [InlineData("100%", "100%25")]
    [InlineData("ends.", "ends%2E")]
    [InlineData("ends ", "ends%20")]
    [InlineData(" a.b ", " a.b%20")]
    [InlineData(".", "%2E")]
    [InlineData("t\tn\n", "t%09n%0A")]
    [InlineData("\u0085", "%C2%85")]
    [InlineData("ü 日", "ü 日")]
    [InlineData(5L, "5")]
    [InlineData(1.5, "1.5")]
    [InlineData(true, "true")]
    [InlineData(new byte[] { 10, 255 }, "0aff")]
    public void A_partitions_folder_is_its_column_and_its_value_as_a_name_may_be(object? value, string folder)
    {
        var batch = new RowBatch();
        string[] columns = ["other", "P", "p"];
        batch.Begin(columns);
        batch.Add(["x", value, "never"]);
        new PartitionFolder(["p"]).Of(new BatchRow(batch, 0, columns, 1)).ShouldBe($"P={folder}");
        new PartitionFolder(["p", "OTHER"]).Of(new BatchRow(batch, 0, columns, 1)).ShouldBe($"P={folder}/other=x");
    }

    [Theory]
    [InlineData("a/b c:d", "a/b c:d")]
    [InlineData("_NULL_", "_NULL_")]
    [InlineData("", "")]
    [InlineData(null, "_NULL_")]
    [InlineData('/', "%2F")]
    [InlineData(5L, "5")]
    [InlineData(1.5, "1.5")]
    [InlineData(true, "true")]
    public void A_folder_that_is_given_is_a_text_as_it_is_or_a_value_as_a_column_has_it(object? value, string folder) => Given(value).ShouldBe(folder);

    [Fact]
    public void A_day_a_moment_and_NULL_that_are_given_name_one_folder_in_every_culture()
    {
        Given(new DateOnly(2026, 2, 1)).ShouldBe("2026-02-01");
        Given(new DateTime(2026, 2, 1)).ShouldBe("2026-02-01T00%3A00%3A00");
        Given(DBNull.Value).ShouldBe("_NULL_");
        StageErrorCode.ValueNotRepresentable.ShouldFail(() => Given(new object?[] { 1L })).Message
            .ShouldContain("The folder, row 7: a list or object cannot name a folder");
    }

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public async Task A_folder_that_UTF8_has_no_bytes_for_is_refused(int half)
    {
        await _stages.CreateAsync("s");
        var names = new PartNames(await _stages.Engine.ToStageAsync("@s/dir/", Csv));
        StageErrorCode.ValueNotRepresentable.ShouldFail(() => names.Next($"x{(char)half}y", mayBeMany: true)).Message.ShouldContain("half of a surrogate pair");
        names.Next("whole 😀", mayBeMany: true).Value.ShouldStartWith("dir/whole 😀/");
    }

    [Fact]
    public void A_column_that_is_not_there_is_an_error_in_the_first_row_and_no_value_in_others()
    {
        var batch = new RowBatch();
        string[] without = ["a", "b"], with = ["a", "p"];
        batch.Begin(without);
        batch.Add(["1", "2"]);
        batch.Begin(with);
        batch.Add(["3", new object?[] { 1L }]);
        batch.Add(["3", "4"]);
        StageErrorCode.OptionInvalid.ShouldFail(() => new PartitionFolder(["p"]).Of(new BatchRow(batch, 0, without, 1))).Message
            .ShouldBe("There is no column 'p' to partition by; the columns are a, b.");
        var folder = new PartitionFolder(["p"]);
        folder.Of(new BatchRow(batch, 2, with, 3)).ShouldBe("p=4");
        folder.Of(new BatchRow(batch, 0, without, 1)).ShouldBe("p=_NULL_");
        StageErrorCode.ValueNotRepresentable.ShouldFail(() => folder.Of(new BatchRow(batch, 1, with, 2))).Message
            .ShouldContain("Column 'p', row 2: a list or object cannot name a folder");
    }

    private static string Given(object? value)
    {
        var batch = new RowBatch();
        string[] columns = ["a"];
        batch.Begin(columns);
        batch.Add(["x", value]);
        return new PartitionFolder([]).Given(new BatchRow(batch, 0, columns, 7)).ToString();
    }
}
