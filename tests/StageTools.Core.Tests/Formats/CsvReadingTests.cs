using System.Globalization;
using System.Numerics;
using System.Text;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

public sealed class CsvReadingTests
{
    public static TheoryData<string, object?> BareValues => new()
    {
        { "7", 7L },
        { "-7", -7L },
        { "9223372036854775808", BigInteger.Pow(2, 63) },
        { "1.5", 1.5 },
        { "-0", -0.0 },
        { "1E+17", 1e17 },
        { "1E-05", 1e-5 },
        { "1.50", 1.50m },
        { "0.00001", 0.00001m },
        { "NaN", double.NaN },
        { "Infinity", double.PositiveInfinity },
        { "-Infinity", double.NegativeInfinity },
        { "true", true },
        { "false", false },
        { "007", "007" },
        { "+5", "+5" },
        { "1e5", "1e5" },
        { "1E5", "1E5" },
        { ".5", ".5" },
        { "5.", "5." },
        { "00.5", "00.5" },
        { "1,5", "1,5" },
        { "0x10", "0x10" },
        { "-", "-" },
        { "True", "True" },
        { "nan", "nan" },
        { " 1", " 1" },
        { "-00", "-00" },
        { "1.5.2", "1.5.2" },
    };

    [Theory]
    [MemberData(nameof(BareValues))]
    public void A_bare_value_gets_a_type_only_where_that_type_writes_the_same_text(string text, object? value) =>
        RowFile.ReadOne(RowFile.Csv with { Delimiter = ";" }, text).ShouldBe(value);

    [Fact]
    public void The_quick_way_to_see_a_shortest_number_agrees_with_formatting_it_again()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 20_000; i++)
        {
            var text = $"{random.NextInt64((long)Math.Pow(10, random.Next(10)))}.{random.NextInt64((long)Math.Pow(10, random.Next(1, 9))):D3}";
            var again = double.Parse(text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            (RowFile.ReadOne(RowFile.Csv, text) is double).ShouldBe(text == again, text);
        }
    }

    [Theory]
    [InlineData("\"7\"", "7")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"a\nb\"", "a\nb")]
    [InlineData("\"a,b\"", "a,b")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("\"a\rb\"", "a\rb")]
    public void Quoted_values_are_text(string text, string value) => RowFile.ReadOne(RowFile.Csv, text).ShouldBe(value);

    [Fact]
    public void As_text_nothing_gets_a_type_and_NULL_stays_NULL() =>
        RowFile.Read(RowFile.Csv, "a,b,c\n1,,true\n", new RowReadOptions(AsText: true))[0].Values.ShouldBe(["1", null, "true"]);

    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("\n\na,b\n\n1,2\n\n")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("\"a\",\"b\"\r\n1,2\r\n")]
    [InlineData("a,b\r1,2\r")]
    [InlineData("\ra,\"b\"\r\r\n1,2")]
    public void Line_ends_blank_lines_and_marks_do_not_matter(string text)
    {
        var row = RowFile.Read(RowFile.Csv, text).ShouldHaveSingleItem();
        row.Columns.ShouldBe(["a", "b"]);
        row.Values.ShouldBe([1L, 2L]);
    }

    [Fact]
    public void Without_a_header_columns_are_numbered() =>
        RowFile.Read(RowFile.Csv with { Header = false }, "1,2\n")[0].Columns.ShouldBe(["c1", "c2"]);

    [Fact]
    public void A_column_without_a_name_is_numbered() => RowFile.Read(RowFile.Csv, "a,,\"\"\n1,2,3\n")[0].Columns.ShouldBe(["a", "c2", "c3"]);

    [Theory]
    [InlineData("c2,\n1,2\n", "c2", "c3")]
    [InlineData(",c1\n1,2\n", "c2", "c1")]
    [InlineData(",C1,,c3,\n1,2,3,4,5\n", "c2", "C1", "c4", "c3", "c5")]
    public void A_column_without_a_name_is_called_by_the_next_number_that_is_free(string text, params string[] names) =>
        RowFile.Read(RowFile.Csv, text)[0].Columns.ShouldBe(names);

    [Fact]
    public void Rows_share_their_list_of_columns()
    {
        var rows = RowFile.Read(RowFile.Csv, "a\n1\n2\n");
        rows[0].Columns.ShouldBeSameAs(rows[1].Columns);
    }

    [Theory]
    [InlineData(true, "a\n\n1\n\n")]
    [InlineData(false, "\n1\n\n")]
    public void A_blank_line_is_a_NULL_row_where_there_is_one_column(bool header, string text) =>
        RowFile.Read(RowFile.Csv with { Header = header }, text).Select(static r => r.Values[0]).ShouldBe([null, 1L, null]);

    [Fact]
    public void Blank_lines_alone_are_NULL_rows_without_a_header() =>
        RowFile.Read(RowFile.Csv with { Header = false }, "\n\n").Select(static r => r.Values[0]).ShouldBe([null, null]);

    [Fact]
    public void With_a_null_text_a_bare_nothing_is_empty_text() =>
        RowFile.Read(RowFile.Csv with { NullText = "NA" }, "a,b\nNA,\n")[0].Values.ShouldBe([null, ""]);

    [Fact]
    public void A_quoted_null_text_is_text() => RowFile.ReadOne(RowFile.Csv with { NullText = "NA" }, "\"NA\"").ShouldBe("NA");

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n")]
    [InlineData("\uFEFF")]
    public void A_file_without_rows_has_none(string text) => RowFile.Read(RowFile.Csv, text).ShouldBeEmpty();

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3: values found: 1, columns: 2")]
    [InlineData("a,b\n\"x\ny\",2\n1,2,3\n", "line 4: values found: 3, columns: 2")]
    public void A_row_of_another_width_is_refused_with_its_line(string text, string message) =>
        RowFile.ReadFails(RowFile.Csv, text).Message.ShouldContain(message);

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_the_line_it_was_opened_on() =>
        RowFile.ReadFails(RowFile.Csv, "a,b\n\"x\ny\",\"z\n1,2\n").Message.ShouldContain("line 3: a quote is opened here and never closed");

    [Fact]
    public void Text_behind_a_closing_quote_is_refused_with_its_line() =>
        RowFile.ReadFails(RowFile.Csv, "a\n\"x\ny\"z\n").Message.ShouldContain("line 3: text follows a closing quote");

    [Fact]
    public void A_name_twice_in_the_header_is_refused() =>
        RowFile.ReadFails(RowFile.Csv, "a,b,a\n").Message.ShouldContain("line 1: the header has two columns 'a'");

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line() =>
        RowFile.ReadFails(RowFile.Csv, [.. "a,b\n\"x\ny\","u8, 0xE4, .. "\n"u8]).Message.ShouldContain("line 3: the bytes are not valid UTF-8");

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused() => RowFile.ReadFails(RowFile.Csv, [0xE4]).Message.ShouldContain("line 1: ");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_with_its_mark_is_read(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        RowFile.Read(RowFile.Csv, [.. encoding.GetPreamble(), .. encoding.GetBytes("a\nä😀\n")])[0].Values.ShouldBe(["ä😀"]);
    }

    [Fact]
    public void UTF16_that_ends_in_half_a_character_is_refused() =>
        RowFile.ReadFails(RowFile.Csv, [0xFF, 0xFE, 0x61, 0x00, 0x0A]).Message.ShouldContain("UTF-16");

    [Fact]
    public async Task A_record_longer_than_the_limit_is_refused_with_its_line()
    {
        var file = Encoding.UTF8.GetBytes("a\n1\n\"" + new string('x', 300_000));
        var error = await Should.ThrowAsync<StageException>(() => RowFile.ReadAsync(RowFile.Csv, new MemoryStream(file), longestRecord: 100_000));
        error.Message.ShouldContain("line 3: the record that begins here is longer than 100000 bytes");
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var file = new MemoryStream("a\n1\n2\n"u8.ToArray());
        await using var rows = RowReaders.ReadAsync(file, RowFile.Csv, new(), RowFile.Name, stop.Token)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await rows.MoveNextAsync()).ShouldBeTrue();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await rows.MoveNextAsync());
    }

    [Fact]
    public async Task The_stream_is_left_open()
    {
        var stream = new MemoryStream("a\n1\n"u8.ToArray());
        await RowFile.ReadAsync(RowFile.Csv, stream);
        stream.CanRead.ShouldBeTrue();
    }
}
