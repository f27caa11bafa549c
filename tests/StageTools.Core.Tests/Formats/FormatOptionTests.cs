using FsCheck;
using FsCheck.Fluent;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

/// <summary>Options as names and values: what is said comes back however it is kept.</summary>
public sealed class FormatOptionTests
{
    private static Gen<FileFormat> Formats =>
        from rows in OneOf(Enum.GetValues<RowFormat>().Where(static f => f is not RowFormat.Parquet))
        from compression in OneOf(Compression.None, Compression.Gzip, Compression.Brotli, Compression.Zlib, Compression.Deflate)
        from dialect in OneOf(Enum.GetValues<Dialect>())
        from delimiter in Words(",", ";", "\t", "|", "§", "\u001f")
        from quote in OneOf('"', '\'', '«')
        from escape in OneOf('\\')
        from doubled in OneOf(true, false)
        from nulls in Words("", "\\N", "NULL", "n/a")
        from nan in Words("nan", "NaN", "not a number")
        from empty in OneOf(Enum.GetValues<EmptyField>())
        from binary in OneOf(Enum.GetValues<BinaryFormat>())
        from header in OneOf(true, false)
        from skip in OneOf(0, 1, 7)
        from end in Words("\n", "\r\n", "\u001e")
        from force in OneOf(true, false)
        from columns in Gen.Elements<ColumnNames?>(null, new(["a"]), new(["true", "b, c", "ä"]))
        from errors in OneOf(true, false)
        select new FileFormat
        {
            Format = rows,
            Compression = compression,
            Dialect = dialect,
            Delimiter = delimiter,
            Quote = quote,
            Escape = escape,
            DoubleQuote = doubled,
            NullText = nulls,
            NanText = nan,
            EmptyFieldAs = empty,
            BinaryFormat = binary,
            Header = header,
            SkipHeader = skip,
            RecordDelimiter = end,
            ForceQuote = force,
            ForceQuoteColumns = columns,
            ErrorOnColumnCountMismatch = errors,
        };

    [Fact]
    public void A_dictionary_brings_all_of_it_back() => Property.Check(Formats, static format => FileFormat.Parse(format.ToDictionary()).ShouldBe(format));

    [Fact]
    public void JSON_brings_all_of_it_back() => Property.Check(Formats, static format => FileFormat.FromJson(format.ToJson()).ShouldBe(format));

    [Fact]
    public void Merging_with_nothing_or_itself_changes_nothing() => Property.Check(Formats, static format =>
    {
        format.Merge(FileFormat.Unspecified).ShouldBe(format);
        FileFormat.Unspecified.Merge(format).ShouldBe(format);
        format.Merge(format).ShouldBe(format);
    });

    [Fact]
    public void Everything_that_is_said_is_shown() => Property.Check(Formats, static format =>
        format.ToString().Split(", ").Length.ShouldBeGreaterThanOrEqualTo(format.ToDictionary().Count));

    [Theory]
    [InlineData("a.csv.zl", RowFormat.Csv, Compression.Zlib)]
    [InlineData("a.csv.zz", RowFormat.Csv, Compression.Zlib)]
    [InlineData("a.csv.deflate", RowFormat.Csv, Compression.Deflate)]
    [InlineData("a.csv.zst", RowFormat.Csv, Compression.Zstd)]
    [InlineData("a.parquet", RowFormat.Parquet, null)]
    [InlineData("a.parquet.gz", null, Compression.Gzip)]
    public void A_file_name_tells_it(string name, RowFormat? format, Compression? compression) =>
        FileFormat.FromFileName(name).ShouldBe(new FileFormat { Format = format, Compression = compression });

    [Fact]
    public void A_suffix_tells_what_it_was_made_of()
    {
        foreach (var rows in Enum.GetValues<RowFormat>())
        {
            foreach (var compression in (Compression[])[Compression.Gzip, Compression.Brotli, Compression.Zlib, Compression.Deflate])
            {
                var format = new FileFormat { Format = rows, Compression = rows is RowFormat.Parquet ? null : compression };
                FileFormat.FromFileName("data" + format.FileSuffix).ShouldBe(format);
            }
        }
    }

    [Theory]
    [InlineData("DEFLATE", Compression.Zlib)]
    [InlineData("zlib", Compression.Zlib)]
    [InlineData("RAW_DEFLATE", Compression.Deflate)]
    [InlineData("BZ2", Compression.Bzip2)]
    [InlineData("xz", Compression.Xz)]
    public void Compressions_go_by_the_words_of_Databend(string word, Compression compression) =>
        FileFormat.Parse([new("compression", word)]).Compression.ShouldBe(compression);

    [Theory]
    [InlineData("zip")]
    [InlineData("lz4")]
    [InlineData("LZO")]
    public void A_compression_that_is_not_served_is_refused_with_what_to_do(string word) =>
        Refused(("compression", word)).ShouldContain("expand");

    [Theory]
    [InlineData("zstd")]
    [InlineData("snappy")]
    public void What_only_Parquet_has_is_refused_in_text_and_taken_in_Parquet(string word)
    {
        Refused(("type", "csv"), ("compression", word)).ShouldContain("Parquet");
        FileFormat.Parse([new("type", "parquet"), new("compression", word)]).Format.ShouldBe(RowFormat.Parquet);
    }

    [Fact]
    public void Parquet_has_no_options_of_text() =>
        Refused(("type", "parquet"), ("field_delimiter", ";")).ShouldContain("field_delimiter");

    [Fact]
    public void Parquet_is_not_deflated() => Refused(("type", "parquet"), ("compression", "deflate")).ShouldContain("snappy");

    [Fact]
    public void A_Parquet_file_takes_nothing_over_from_a_stage_of_text()
    {
        var stage = FileFormat.Parse([new("type", "csv"), new("compression", "deflate"), new("field_delimiter", ";"), new("skip_header", 1)]);
        stage.Merge(FileFormat.FromFileName("a.parquet")).ShouldBe(new FileFormat { Format = RowFormat.Parquet });
    }

    [Fact]
    public void Rows_are_not_read_or_written_as_Parquet()
    {
        var parquet = new FileFormat { Format = RowFormat.Parquet };
        StageErrorCode.OptionInvalid.ShouldFail(() => RowFile.Write(parquet, ["a"], [])).Message.ShouldContain("Parquet");
        StageErrorCode.OptionInvalid.ShouldFail(() => RowFile.Read(parquet, [])).Message.ShouldContain("Parquet");
    }

    [Fact]
    public void Columns_to_be_enclosed_are_a_list_or_names_in_parentheses()
    {
        FileFormat.Parse([new("force_quote", "(a, b)")]).ForceQuoteColumns.ShouldBe(new ColumnNames(["a", "b"]));
        FileFormat.Parse([new("force_quote", (object?[])["a", "b"])]).ForceQuoteColumns.ShouldBe(new ColumnNames(["a", "b"]));
        FileFormat.Parse([new("force_quote", "true")]).ForceQuote.ShouldBe(true);
    }

    [Theory]
    [InlineData("escape", "a")]
    [InlineData("escape", ",")]
    [InlineData("escape", "ab")]
    [InlineData("nan_display", "")]
    [InlineData("nan_display", "a,b")]
    [InlineData("empty_field_as", "zero")]
    [InlineData("binary_format", "utf8")]
    [InlineData("dialect", "oracle")]
    [InlineData("error_on_column_count_mismatch", "perhaps")]
    [InlineData("force_quote", "()")]
    public void A_value_that_cannot_be_is_refused_with_the_name_of_its_option(string name, string value) => Refused((name, value)).ShouldContain(name);

    [Theory]
    [InlineData("\\x1e", "\u001e")]
    [InlineData("\\n", "\n")]
    [InlineData("\\r\\n", "\r\n")]
    public void Control_characters_may_be_typed(string typed, string delimiter) =>
        FileFormat.Parse([new("record_delimiter", typed)]).RecordDelimiter.ShouldBe(delimiter);

    [Theory]
    [InlineData("field_delimiter")]
    [InlineData("record_delimiter")]
    public void A_delimiter_is_a_character_or_some(string name)
    {
        FileFormat.Parse([new(name, new string('|', 20))]).ShouldNotBeNull();
        foreach (var text in new[] { string.Empty, new string('|', 21), "\ud800" })
            Refused((name, text)).ShouldContain(name);
    }

    private static string Refused(params (string Name, object? Value)[] options) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => FileFormat.Parse(options.Select(static o => KeyValuePair.Create(o.Name, o.Value)))).Message;

    private static Gen<T?> OneOf<T>(params IEnumerable<T> values)
        where T : struct => Gen.Elements(values.Select(static v => (T?)v).Prepend(null).ToArray());

    private static Gen<string?> Words(params string?[] values) => Gen.Elements(values.Prepend(null).ToArray());
}
