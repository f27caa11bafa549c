using StageTools.Core.Tests.Export;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Import;

/// <summary>SELECT … FROM @s: which files are read, and how.</summary>
public sealed class StageImportTests : IDisposable
{
    private static readonly FileFormat Csv = new() { Format = RowFormat.Csv };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", null, new[] { "2026/q1.csv", "2026/q2.csv", "a.txt" })]
    [InlineData("2026", null, new[] { "2026/q1.csv", "2026/q2.csv" })]
    [InlineData("2026/q1.csv", null, new[] { "2026/q1.csv" })]
    [InlineData("2026/*1.csv", null, new[] { "2026/q1.csv" })]
    [InlineData("2026", "q2.*", new[] { "2026/q2.csv" })]
    public async Task The_files_that_a_path_selects_are_read(string keys, string? pattern, string[] found)
    {
        foreach (var key in (string[])["2026/q1.csv", "2026/q2.csv", "a.txt"])
            _folder.Write(key);
        (await FilesAsync(keys, pattern)).ShouldBe(found);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() => await StageErrorCode.FileNotFound.ShouldFailAsync(() => FilesAsync("gone.csv"));

    [Fact]
    public async Task The_format_follows_the_suffix()
    {
        _folder.Write("a.tsv", "id\ttext\n1\ta,b\n");
        (await Exports.RowsAsync(_folder.Place, "a.tsv")).ShouldHaveSingleItem().ShouldBe([1L, "a,b"]);
    }

    [Fact]
    public async Task A_name_that_does_not_tell_its_format_is_an_error()
    {
        _folder.Write("a.txt", "id\n1\n");
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => Exports.RowsAsync(_folder.Place, "a.txt"))).Message.ShouldContain("-Format");
    }

    [Fact]
    public async Task The_stages_format_serves_where_the_name_does_not_tell()
    {
        _folder.Write("a.txt", "id;text\n1;x\n");
        (await Exports.RowsAsync(_folder.Place, "a.txt", Csv with { Delimiter = ";" })).ShouldHaveSingleItem().ShouldBe([1L, "x"]);
    }

    [Fact]
    public async Task What_is_asked_for_goes_before_the_suffix()
    {
        _folder.Write("a.tsv", "id,text\n1,x\n");
        (await Exports.RowsAsync(_folder.Place, "a.tsv", asked: Csv)).ShouldHaveSingleItem().ShouldBe([1L, "x"]);
    }

    [Fact]
    public async Task An_error_names_the_file_and_the_line()
    {
        _folder.Write("a.csv", "id,text\n1,x\n2\n");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => Exports.RowsAsync(_folder.Place, "a.csv"))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain(_folder.At("a.csv")),
            static message => message.ShouldContain("line 3"));
    }

    [Fact]
    public async Task A_file_that_is_not_compressed_as_its_name_says_is_an_error()
    {
        _folder.Write("a.csv.gz", "id,text\n1,x\n");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => Exports.RowsAsync(_folder.Place, "a.csv.gz"));
    }

    [Fact]
    public async Task Rows_are_read_before_the_file_is_at_its_end()
    {
        // The last record is broken: whoever stops before it never hears of it.
        _folder.Write("a.csv", "id\n" + string.Concat(Enumerable.Range(0, 200_000).Select(static id => $"{id}\n")) + "1,2,3\n");
        await foreach (var row in StageImport.RowsAsync(
            ImportFile.Resolve(_folder.Place, new StoreItem("a.csv", 0, default), FileFormat.Unspecified, FileFormat.Unspecified), new RowReadOptions(), TestContext.Current.CancellationToken))
        {
            row.Values.ShouldBe([0L]);
            break;
        }
    }

    private async Task<IEnumerable<string>> FilesAsync(string keys, string? pattern = null) =>
        (await new FileSet(_folder.Place, KeySelection.Parse(keys, isLiteral: false, pattern: pattern)).ListAsync(TestContext.Current.CancellationToken).ToListAsync())
            .Select(static item => item.Key);
}
