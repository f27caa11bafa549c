using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

public sealed class FileFormatTests
{
    private static readonly FileFormat Full = new()
    {
        Format = RowFormat.Csv,
        Compression = Compression.Gzip,
        Delimiter = "\t",
        Quote = '\'',
        NullText = "\\N",
        Header = false,
        RecordDelimiter = "\r\n",
        ForceQuote = true,
    };

    [Theory]
    [InlineData("a.csv", RowFormat.Csv, null)]
    [InlineData("dir.v1/a.CSV.GZ", RowFormat.Csv, Compression.Gzip)]
    [InlineData("a.tsv.gzip", RowFormat.Tsv, Compression.Gzip)]
    [InlineData("a.ndjson.br", RowFormat.NdJson, Compression.Brotli)]
    [InlineData("a.jsonl", RowFormat.NdJson, null)]
    [InlineData("a.json", RowFormat.Json, null)]
    [InlineData("a.txt", null, null)]
    [InlineData("a.txt.gz", null, Compression.Gzip)]
    [InlineData("csv", null, null)]
    [InlineData("a.csv.bak", null, null)]
    public void A_file_name_tells_format_and_compression(string name, RowFormat? format, Compression? compression) =>
        FileFormat.FromFileName(name).ShouldBe(new FileFormat { Format = format, Compression = compression });

    [Theory]
    [InlineData("TYPE")]
    [InlineData("type")]
    [InlineData("Format")]
    public void Names_of_options_are_known_in_any_case(string name) => Parse((name, "CSV")).Format.ShouldBe(RowFormat.Csv);

    [Theory]
    [InlineData("field_delimiter")]
    [InlineData("FieldDelimiter")]
    [InlineData("DELIMITER")]
    public void Names_of_options_are_known_with_and_without_underscores(string name) => Parse((name, ";")).Delimiter.ShouldBe(";");

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void Skip_header_says_whether_there_is_one(int skip, bool header) =>
        DelimitedLayout.From(Parse(("SKIP_HEADER", skip))).Header.ShouldBe(header);

    [Fact]
    public void Escapes_of_two_characters_are_understood() =>
        Parse(("field_delimiter", "\\t"), ("record_delimiter", "\\r\\n")).ShouldBe(new FileFormat { Delimiter = "\t", RecordDelimiter = "\r\n" });

    [Fact]
    public void Options_of_every_kind_are_read() =>
        Parse(
            ("type", RowFormat.Csv),
            ("compression", "GZIP"),
            ("delimiter", '\t'),
            ("quote", "'"),
            ("null_display", "\\N"),
            ("output_header", "FALSE"),
            ("record_delimiter", "\r\n"),
            ("force_quote", true)).ShouldBe(Full);

    [Fact]
    public void Compression_AUTO_is_as_good_as_not_said() => Parse(("compression", "AUTO")).ShouldBe(FileFormat.Unspecified);

    [Fact]
    public void An_unknown_option_is_refused_by_name_with_the_ones_there_are()
    {
        var message = Refused(("esc", "x"));
        message.ShouldContain("'esc'");
        message.ShouldContain("field_delimiter");
    }

    [Theory]
    [InlineData("type", "xml")]
    [InlineData("compression", "zip")]
    [InlineData("header", "maybe")]
    [InlineData("skip_header", "-1")]
    [InlineData("skip_header", "two")]
    [InlineData("quote", "''")]
    [InlineData("field_delimiter", "123456789012345678901")]
    [InlineData("field_delimiter", "")]
    [InlineData("field_delimiter", "\"")]
    [InlineData("field_delimiter", "\n")]
    [InlineData("field_delimiter", "5")]
    [InlineData("field_delimiter", "-")]
    [InlineData("record_delimiter", ",||")]
    [InlineData("record_delimiter", ",")]
    [InlineData("record_delimiter", "a")]
    [InlineData("null_display", "a,b")]
    [InlineData("null_display", "a\"b")]
    [InlineData("quote", "\r")]
    public void A_value_that_cannot_be_is_refused_with_the_name_of_its_option(string name, string value) =>
        Refused((name, value)).ShouldContain(name);

    [Fact]
    public void A_backslash_cannot_part_TSV() => Refused(("type", "tsv"), ("field_delimiter", "\\")).ShouldContain("field_delimiter");

    [Fact]
    public void What_is_said_over_it_wins() =>
        Full.Merge(new FileFormat { Header = true, Compression = Compression.None })
            .ShouldBe(Full with { Header = true, Compression = Compression.None });

    [Fact]
    public void What_is_not_said_over_it_stays() => Full.Merge(FileFormat.Unspecified).ShouldBe(Full);

    [Fact]
    public void Another_row_format_drops_the_layout_of_the_one_below() =>
        Full.Merge(new FileFormat { Format = RowFormat.Tsv })
            .ShouldBe(Full with { Format = RowFormat.Tsv, Delimiter = null, Quote = null, NullText = null });

    [Fact]
    public void A_dictionary_brings_all_of_it_back() => FileFormat.Parse(Full.ToDictionary()).ShouldBe(Full);

    [Fact]
    public void JSON_brings_all_of_it_back() => FileFormat.FromJson(Full.ToJson()).ShouldBe(Full);

    [Fact]
    public void JSON_of_nothing_is_an_empty_object() => FileFormat.Unspecified.ToJson().ShouldBe("{}");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    public void JSON_that_is_no_object_is_refused(string json) =>
        Should.Throw<StageException>(() => FileFormat.FromJson(json)).Code.ShouldBe(StageErrorCode.OptionInvalid);

    [Fact]
    public void It_reads_well() =>
        new FileFormat { Format = RowFormat.Csv, Compression = Compression.Gzip, Header = true }.ToString().ShouldBe("CSV, gzip, header");

    [Fact]
    public void Control_characters_are_shown_as_they_are_typed() =>
        Full.ToString().ShouldBe(@"CSV, gzip, delimiter '\t', quote ''', NULL as '\N', no header, records end in '\r\n', all text quoted");

    private static FileFormat Parse(params (string Name, object? Value)[] options) =>
        FileFormat.Parse(options.Select(static o => KeyValuePair.Create(o.Name, o.Value)));

    private static string Refused(params (string Name, object? Value)[] options)
    {
        var error = Should.Throw<StageException>(() => Parse(options));
        error.Code.ShouldBe(StageErrorCode.OptionInvalid);
        return error.Message;
    }
}
