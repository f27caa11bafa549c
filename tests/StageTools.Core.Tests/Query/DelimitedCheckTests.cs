using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Core.Tests.Formats;
using StageTools.Formats.Csv;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Query;

/// <summary>A look through a file finds the same however it comes, and however many threads look.</summary>
public sealed class DelimitedCheckTests
{
    private static readonly string[] Cells =
    [
        "1", "12345678", "123456789", "1234567890123456", "-7", "07", "1.5", "0.1", "true", "2024-02-29", "2024-02-30", "2024-02-29 12:00:00", "text", "ä", "\"1\"", "\"\"", "\"a,b\"", "\"a\nb\"", "\"a\r\nb\"", "\"say \"\"x\"\"\"",
        "a\"b", "\"a\"b", "\"a\"b\"", "\"a\"\"", "", "\\N", "a\\b", "\0", "\"\0\"", "\r", "a\rb",
    ];

    private static readonly FileFormat[] Formats = [new() { Format = RowFormat.Csv }, new() { Format = RowFormat.Csv, Header = false, NullText = "\\N" }, new() { Format = RowFormat.Tsv }];

    [Fact]
    public void What_is_found_does_not_depend_on_how_the_bytes_come()
    {
        foreach (var format in Formats)
            Property.Check(Texts(format), text => Find(new DripStream(Encoding.UTF8.GetBytes(text)), format).ShouldBe(Find(text, format), text), cases: 1500);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void What_many_threads_find_is_what_the_rows_hold(string end)
    {
        var text = new StringBuilder($"a,b,c{end}");
        for (var i = 0; i < 60_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i == 55_000 ? "1.5" : "7")},\"a \"\"quoted\"\", one {i}\"{end}");

        var longest = $"59999,7,\"a \"\"quoted\"\", one 59999\"{end}".Length;
        Find(text.ToString(), Formats[0]).ShouldBe($"Whole Number Text {longest + 2} False");
        Find(text.Append("1,2").Append(end).ToString(), Formats[0]).ShouldBe("not plain");
        Find(text.ToString().Replace("54321\"", "543\n21\"", StringComparison.Ordinal)[..^(3 + end.Length)], Formats[0])
            .ShouldBe(end == "\n" ? $"Whole Number Text {longest + 2} True" : "not plain");
    }

    [Fact]
    public void A_fault_is_found_wherever_it_stands()
    {
        foreach (var fault in new[] { "1,\"x\"y\n", "1,x\"y\n", "1,\"x\n", "1\n", "1,2,3\n", "\n", "1,2\r\n", "1,\r2\n", "1,\0\n", "1,\xFF\n" })
        {
            foreach (var before in new[] { 1, 5_000, 130_000, 261_000 })
            {
                var bytes = Encoding.Latin1.GetBytes($"a,b\n{string.Concat(Enumerable.Repeat("1,2\n", before))}{fault}{string.Concat(Enumerable.Repeat("3,\"4\"\n", 9_000))}");
                Find(new MemoryStream(bytes), Formats[0]).ShouldBe("not plain", $"{fault} behind {before}");
            }
        }
    }

    [Theory]
    [InlineData("a,b\n5\" disk,1\n", "1,2\n", false)]
    [InlineData("5\" disk,b\n", "1,2\n", false)]
    [InlineData("a,b\n\"a\nb\",5\" disk\n", "1,2\n", false)]
    [InlineData("a,b\r", "1,2\r", false)]
    [InlineData("a,b\n", "1,2\r", false)]
    [InlineData("a\tb\r", "1\t2\r", true)]
    public void A_file_that_is_not_plain_is_not_read_to_its_end(string start, string row, bool isTsv)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(row, 2 << 20))));
        Find(text, Formats[isTsv ? 2 : 0]).ShouldBe("not plain");
        text.Position.ShouldBeLessThan(4 << 20);
    }

    private static Gen<string> Texts(FileFormat format)
    {
        var delimiter = format.Format is RowFormat.Tsv ? "\t" : ",";
        var row = Gen.Elements(Cells).ListOf(2).Select(cells => string.Join(delimiter, cells));
        return from rows in row.ListOf()
               from end in Gen.Elements("\n", "\r\n")
               from last in Gen.Elements(string.Empty, end)
               select $"a{delimiter}b{end}{string.Join(end, rows)}{last}";
    }

    private static string Find(string text, FileFormat format) => Find(new MemoryStream(Encoding.UTF8.GetBytes(text)), format);

    private static string Find(Stream text, FileFormat format)
    {
        var found = DelimitedCheck.OfAsync(text, DelimitedLayout.From(format), isCopy: false, "a.csv", TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return found is DelimitedForms forms ? $"{string.Join(' ', forms.Forms)} {forms.LongestRecord} {forms.HasLinesInQuotes}" : "not plain";
    }
}
