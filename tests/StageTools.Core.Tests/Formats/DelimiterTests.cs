using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Delimiters and ends of records of several characters (SEMANTICS: <c>||</c>, <c>#EOL#</c>): what is written comes back, by the readers and
/// by SQL, whatever they are; and what nothing could tell apart is refused.</summary>
public sealed class DelimiterTests : IDisposable
{
    private static readonly string[] Pieces =
        ["|", "||", "#", "EOL", "e", "a", "1", "5", "-", "+", ".", ":", "\"", "'", "\\", "§", "😀", " ", "\t", "\r", "\n", "^", ",", ";", "~", "N"];

    private static readonly object?[] Typed = [null, 1L, 15L, -5L, 1.5, 1e30, true, false, new DateTime(2026, 1, 2, 3, 4, 5), new TimeSpan(1, 2, 3)];

    // SQL writes moments and floating-point numbers in another way.
    private static readonly object?[] Whole = [null, 1L, 15L, -5L];

    private readonly TestRun _run = new();

    public static TheoryData<FileFormat> Formats =>
    [
        RowFile.Csv,
        RowFile.Csv with { Dialect = Dialect.Databend, Header = true },
        RowFile.Csv with { Dialect = Dialect.MatrixOne },
        RowFile.Csv with { NullText = "NULL", Quote = '\'', RecordStart = "> " },
        RowFile.Tsv,
    ];

    private static Gen<(string Delimiter, string End)> Marks =>
        from delimiter in MarkOf(Pieces)
        from end in Gen.Frequency((3, MarkOf(Pieces)), (1, Gen.Elements("\n", "\r\n")))
        select (delimiter, end);

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_with_any_delimiters_comes_back(FileFormat format)
    {
        var tried = 0;
        Property.Check(
            Marks.SelectMany(static marks => Table(marks, 3, Typed), static (marks, rows) => (marks, rows)),
            given =>
            {
                var ((delimiter, end), rows) = given;
                var said = format with { Delimiter = delimiter, RecordDelimiter = end };
                if (!IsValid(said))
                    return;

                tried++;
                var bytes = RowFile.Write(said, ["a", "b", "c"], rows);
                var back = RowFile.Read(said, bytes, new RowReadOptions(AsText: true));
                back.Select(static row => row.Values).ShouldBe(rows.Select(row => row.Select(value => Text(said, value)).ToArray()));
            },
            cases: 1000);
        tried.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_are_read_as_the_same_records()
    {
        var format = RowFile.Csv with { Delimiter = "||", RecordDelimiter = "|#EOL#" };
        const string text = "a||b|#EOL#1|||2|#EOL#\"|#EOL#\"|||#EOL#";
        var rows = await RowFile.ReadAsync(format, new DripStream(Encoding.UTF8.GetBytes(text)));
        rows.Select(static row => row.Values).ShouldBe([[1L, "|2"], ["|#EOL#", null]]);
    }

    [Theory]
    [InlineData("|", "||")]
    [InlineData("||", "|")]
    [InlineData("ab", "ab")]
    [InlineData("\"|", "#")]
    [InlineData("|", "\"#")]
    [InlineData("a\nb", "\n")]
    [InlineData("123456789012345678901", "\n")]
    public void What_nothing_would_tell_apart_is_refused(string delimiter, string end) =>
        StageErrorCode.OptionInvalid.ShouldBe(Should.Throw<StageException>(
            () => (RowFile.Csv with { Delimiter = delimiter, RecordDelimiter = end }).Validate()).Code);

    [Fact]
    public void Lines_of_errors_are_counted_by_what_ends_them() =>
        RowFile.ReadFails(RowFile.Csv with { Delimiter = "||", RecordDelimiter = "#EOL#" }, "a||b#EOL#1||2#EOL#3#EOL#").Message.ShouldContain("line 3");

    [Fact]
    public void Lines_before_the_rows_end_as_all_do() =>
        RowFile.Read(RowFile.Csv with { RecordDelimiter = "#EOL#", SkipHeader = 2, Header = false }, "made#by\nme#EOL#x#EOL#1,2#EOL#")
            .ShouldHaveSingleItem().Values.ShouldBe([1L, 2L]);

    [Fact]
    public void What_stands_before_the_beginning_of_a_line_is_passed_over() =>
        RowFile.Read(RowFile.Csv with { RecordStart = "xxx", Header = false }, "xxx\"abc\",1\nsomething xxx\"def\",2\n\"ghi\",3\n")
            .Select(static row => row.Values).ShouldBe([["abc", 1L], ["def", 2L]]);

    [Theory]
    [InlineData("CSV")]
    [InlineData("TSV")]
    public async Task SQL_reads_what_is_written_with_any_delimiters(string type)
    {
        var files = await _run.StageAsync("s");
        var format = (type is "CSV" ? RowFile.Csv : RowFile.Tsv) with { Dialect = Dialect.Databend, Header = true };
        var samples = Marks.SelectMany(static marks => Table(marks, 2, Whole), static (marks, rows) => (marks, rows)).Sample(200, 40);
        var tried = 0;
        foreach (var ((delimiter, end), rows) in samples)
        {
            // What a backslash and a letter are in an option's text is said elsewhere.
            var said = format with { Delimiter = delimiter, RecordDelimiter = end };
            if (rows.Length == 0 || (delimiter + end).Contains('\\') || !IsValid(said))
                continue;

            tried++;
            var key = $"f{tried}.{type.ToLowerInvariant()}";
            await File.WriteAllBytesAsync(
                Path.Combine(files.Path, key), RowFile.Write(said, ["a", "b"], rows), TestContext.Current.CancellationToken);
            var read = await _run.RunAsync(
                $"SELECT CAST(a AS VARCHAR), CAST(b AS VARCHAR) FROM @s (FILES => ('{key}'), FILE_FORMAT => (TYPE = {type}, OUTPUT_HEADER = TRUE, "
                    + $"FIELD_DELIMITER = {Quoted(delimiter)}, RECORD_DELIMITER = {Quoted(end)}))");
            var imported = RowFile.Read(said, await File.ReadAllBytesAsync(
                Path.Combine(files.Path, key), TestContext.Current.CancellationToken), new RowReadOptions(AsText: true));
            read.Rows.Select(static row => row.ToArray()).ShouldBe(imported.Select(static row => row.Values));
        }

        tried.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("CSV", "\0", "\n")]
    [InlineData("TSV", "\0", "\n")]
    [InlineData("CSV", ",", "\0")]
    public async Task A_NUL_between_values_is_no_sign_of_UTF_16(string type, string delimiter, string end)
    {
        var files = await _run.StageAsync("s");
        var format = (type is "CSV" ? RowFile.Csv : RowFile.Tsv) with { Header = false, Delimiter = delimiter, RecordDelimiter = end };
        object?[] digits = [.. Enumerable.Range(0, 40).Select(static i => (object)(i % 10L))];
        object?[][] rows = delimiter is "\0" ? [digits] : [.. digits.Select(static digit => new[] { digit })];
        var bytes = RowFile.Write(format, [.. rows[0].Select(static (_, i) => $"c{i + 1}")], rows);
        RowFile.Read(format, bytes).Select(static row => row.Values).ShouldBe(rows);
        await File.WriteAllBytesAsync(Path.Combine(files.Path, "a.txt"), bytes, TestContext.Current.CancellationToken);
        var read = await _run.RunAsync(
            $"SELECT * FROM @s (FILES => ('a.txt'), FILE_FORMAT => (TYPE = {type}, OUTPUT_HEADER = FALSE, "
                + $"FIELD_DELIMITER = '{Typed(delimiter)}', RECORD_DELIMITER = '{Typed(end)}'))");
        read.Rows.Select(static row => row.ToArray()).ShouldBe(rows);

        static string Typed(string mark) => mark.Replace("\0", "\\0", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsValid(FileFormat format)
    {
        try
        {
            format.Validate();
            return true;
        }
        catch (StageException e)
        {
            e.Code.ShouldBe(StageErrorCode.OptionInvalid);
            return false;
        }
    }

    private static Gen<string> MarkOf(string[] pieces) =>
        Gen.Choose(1, 7).SelectMany(count => Gen.Elements(pieces).ArrayOf(count)).Select(static some => string.Concat(some)).Where(
            static mark => mark.Length <= 20);

    /// <summary>Rows whose texts are made of the marks and of their beginnings.</summary>
    private static Gen<object?[][]> Table((string Delimiter, string End) marks, int width, object?[] others)
    {
        string[] texts =
        [
            marks.Delimiter, marks.End, Half(marks.Delimiter), Half(marks.End), "", "x", "\"", "'", "\n", "1", "true", "NULL", "\\", "> ", "😀",
        ];
        var values = Gen.Frequency(
            (6, Gen.Elements(texts).ListOf().Select(static some => (object?)string.Concat(some))),
            (3, Gen.Elements(others)));
        return values.ArrayOf(width).ArrayOf();
    }

    // Not the half of a character.
    private static string Half(string mark) =>
        mark.Length < 2 ? mark : char.IsHighSurrogate(mark[(mark.Length / 2) - 1]) ? mark[..((mark.Length / 2) - 1)] : mark[..(mark.Length / 2)];

    private static object? Text(FileFormat format, object? value)
    {
        // As a file of one value has it.
        var alone = RowFile.Csv with { Dialect = format.Dialect, Header = false };
        return value is null or string ? value : RowFile.WriteOne(alone, value).Trim('"');
    }
}
