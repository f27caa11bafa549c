namespace StageTools.Formats.Options;

/// <summary>What is said about how a file is written: a property that is null was not said, and its default holds.</summary>
/// <remarks>Stages, cmdlets, statements and file names each say a part; <see cref="Merge"/> puts the parts together. The defaults are those of the
/// <see cref="Dialect"/>: see SEMANTICS, "Two dialects".</remarks>
public sealed record FileFormat
{
    /// <summary>Nothing said at all.</summary>
    public static FileFormat Unspecified { get; } = new();

    /// <summary>The file format of the catalog that is meant; what else is said goes over what that says.</summary>
    public string? Name { get; init; }

    /// <summary>How rows are laid out.</summary>
    public RowFormat? Format { get; init; }

    /// <summary>How the bytes are compressed; default <see cref="Compression.None"/>, in Parquet <see cref="Compression.Zstd"/>.</summary>
    public Compression? Compression { get; init; }

    /// <summary>Whose CSV and TSV it is; default <see cref="Dialect.Standard"/>. It fills in what no option says.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>What stands between two values of a CSV or TSV row, 1 to 20 characters; default a comma or a tab.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What encloses a CSV text; default <c>"</c>.</summary>
    public char? Quote { get; init; }

    /// <summary>What stands before a quote inside a quoted CSV text, and before itself; default the quote, which is so doubled.</summary>
    public char? Escape { get; init; }

    /// <summary>Whether a quote inside CSV text is doubled though <see cref="Escape"/> is another character; default false, in MatrixOne's dialect
    /// true. Readers take both.</summary>
    public bool? DoubleQuote { get; init; }

    /// <summary>What stands for NULL; default nothing in CSV, <c>\N</c> in TSV and in the dialects of both systems.</summary>
    public string? NullText { get; init; }

    /// <summary>What stands for a floating-point number that is none; default <c>NaN</c>. Infinities are <c>Infinity</c> and
    /// <c>-Infinity</c>.</summary>
    public string? NanText { get; init; }

    /// <summary>What a bare nothing is read as; default NULL where NULL is written as nothing, else the empty text.</summary>
    public EmptyField? EmptyFieldAs { get; init; }

    /// <summary>The text that bytes are written as; default hexadecimal, in JSON Base64.</summary>
    public BinaryFormat? BinaryFormat { get; init; }

    /// <summary>Whether the first record of a CSV or TSV file names the columns; default true, in Databend's dialect false.</summary>
    public bool? Header { get; init; }

    /// <summary>How many lines of a CSV or TSV file stand before the first row; the last of them names the columns unless <see cref="Header"/> is
    /// false. 0: there is no header.</summary>
    public int? SkipHeader { get; init; }

    /// <summary>What ends a CSV or TSV record: <c>\n</c>, the default, or <c>\r\n</c>, where readers take both, or 1 to 20 other
    /// characters.</summary>
    public string? RecordDelimiter { get; init; }

    /// <summary>What each line of a CSV or TSV file begins with, the header too (MatrixOne: LINES STARTING BY). Readers pass over what stands
    /// before it, and over lines without it; default nothing.</summary>
    public string? RecordStart { get; init; }

    /// <summary>Whether CSV encloses every text, needed or not; default false, in the dialects of both systems true.</summary>
    public bool? ForceQuote { get; init; }

    /// <summary>The columns whose every value but NULL a CSV file encloses, numbers too (MatrixOne: FORCE_QUOTE). They are read back as
    /// text.</summary>
    public ColumnNames? ForceQuoteColumns { get; init; }

    /// <summary>What CSV encloses (Databend: QUOTE_STYLE), in the place of <see cref="ForceQuote"/>.</summary>
    public QuoteStyle? QuoteStyle { get; init; }

    /// <summary>Whether what stands for NULL is NULL in quotes, too, in CSV that is read; default false, where quoted text is always text.</summary>
    public bool? AllowQuotedNulls { get; init; }

    /// <summary>Whether a CSV or TSV row of another width than the first is an error, the default; if not, NULL fills it up, or its end is
    /// cut.</summary>
    public bool? ErrorOnColumnCountMismatch { get; init; }

    /// <summary>Whether TSV is called TEXT, and its files <c>.txt</c>, as Databend has it.</summary>
    internal bool? IsCalledText { get; init; }

    /// <summary>How a file of this format is named at its end: <c>.csv.gz</c>; nothing for what is not said.</summary>
    public string FileSuffix => FileSuffixes.Of(this);

    /// <summary>Whether something is said that only files of text have.</summary>
    internal bool SaysText => FileFormatOptions.All.Any(option => option.IsOfText && option.Get(this) is not null);

    /// <summary>Reads the format and the compression off a file's suffixes: <c>a.csv.gz</c>. What they do not tell stays not said.</summary>
    public static FileFormat FromFileName(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return FileSuffixes.Read(fileName);
    }

    /// <summary>Reads the options of a statement or a hashtable.</summary>
    /// <param name="options">Names in any case, with or without underscores, in Databend's words or this record's; values as text or typed.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: an unknown name, or a value that cannot be one.</exception>
    public static FileFormat Parse(IEnumerable<KeyValuePair<string, object?>> options) => FileFormatOptions.Parse(options);

    /// <summary>Reads one word: a row format, or the name of a file format of the catalog.</summary>
    public static FileFormat ParseWord(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return FormatWords.IsRowFormat(word) ? Parse([new("type", word)]) : new FileFormat { Name = word };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: not a JSON object of options.</exception>
    public static FileFormat FromJson(string json) => FileFormatOptions.FromJson(json);

    /// <summary>Puts two formats together: what <paramref name="over"/> says wins.</summary>
    /// <remarks>Where <paramref name="over"/> says another row format, the delimiter, quotes and NULL text of this one fall away: a stage whose files
    /// are CSV with <c>;</c> does not make a TSV file with <c>;</c>. Parquet takes nothing over from a text format but the dialect.</remarks>
    public FileFormat Merge(FileFormat over)
    {
        ArgumentNullException.ThrowIfNull(over);
        return (Name ?? over.Name) is { } name
            ? throw new InvalidOperationException($"The file format '{name}' was not looked up.")
            : Over(Below(over.Format), over);
    }

    /// <summary>Refuses options that cannot be, or do not go together.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>, with the option's name.</exception>
    public void Validate() => FileFormatRules.Require(this);

    /// <summary>What is said, as options that <see cref="Parse"/> reads back; what is not said has no entry.</summary>
    public IReadOnlyDictionary<string, object?> ToDictionary() => FileFormatOptions.ToDictionary(this);

    /// <summary>The same as a JSON object in one line: how the catalog keeps it.</summary>
    public string ToJson() => FileFormatOptions.ToJson(this);

    /// <summary>What is said, for a person: <c>CSV, gzip, header</c>; empty where nothing is.</summary>
    public override string ToString() => FileFormatOptions.Describe(this);

    private static FileFormat Over(FileFormat below, FileFormat over)
    {
        // Which texts are quoted is one thing said in several ways.
        var quotes = over.ForceQuote is null && over.ForceQuoteColumns is null && over.QuoteStyle is null ? below : over;
        return new FileFormat
        {
            Format = over.Format ?? below.Format,
            IsCalledText = over.Format is null ? over.IsCalledText ?? below.IsCalledText : over.IsCalledText,
            Compression = over.Compression ?? below.Compression,
            Dialect = over.Dialect ?? below.Dialect,
            Delimiter = over.Delimiter ?? below.Delimiter,
            Quote = over.Quote ?? below.Quote,
            Escape = over.Escape ?? below.Escape,
            DoubleQuote = over.DoubleQuote ?? below.DoubleQuote,
            NullText = over.NullText ?? below.NullText,
            NanText = over.NanText ?? below.NanText,
            EmptyFieldAs = over.EmptyFieldAs ?? below.EmptyFieldAs,
            BinaryFormat = over.BinaryFormat ?? below.BinaryFormat,

            // Where no line stands before the rows there is no header.
            Header = over.Header ?? (over.SkipHeader is 0 ? null : below.Header),
            SkipHeader = over.SkipHeader ?? (over.Header is null ? below.SkipHeader : null),
            RecordDelimiter = over.RecordDelimiter ?? below.RecordDelimiter,
            RecordStart = over.RecordStart ?? below.RecordStart,
            QuoteStyle = quotes.QuoteStyle,
            AllowQuotedNulls = over.AllowQuotedNulls ?? below.AllowQuotedNulls,
            ForceQuote = quotes.ForceQuote,
            ForceQuoteColumns = quotes.ForceQuoteColumns,
            ErrorOnColumnCountMismatch = over.ErrorOnColumnCountMismatch ?? below.ErrorOnColumnCountMismatch,
        };
    }

    private FileFormat Below(RowFormat? other)
    {
        if (other is null || other == Format)
            return this;
        if (!FormatTraits.Of(other.Value).IsText)
            return new FileFormat { Dialect = Dialect, Compression = Format is null ? Compression : null };
        if (Format is null)
            return this;
        return this with
        {
            Compression = FormatTraits.Of(Format.Value).IsText ? Compression : null,
            Delimiter = null,
            Quote = null,
            Escape = null,
            DoubleQuote = null,
            NullText = null,
            NanText = null,
            EmptyFieldAs = null,
        };
    }
}

/// <summary>Whose CSV and TSV it is: what holds where a single option says nothing (SEMANTICS, "Two dialects").</summary>
public enum Dialect
{
    /// <summary>RFC 4180: a header, NULL as nothing, empty text as two quotes, text quoted where it must be.</summary>
    Standard,

    /// <summary>Databend: no header, NULL as <c>\N</c>, text always quoted, a bare nothing is NULL.</summary>
    Databend,

    /// <summary>MatrixOne: a header, NULL as <c>\N</c>, text always quoted, a backslash doubled.</summary>
    MatrixOne,
}

/// <summary>What a reader makes of a bare nothing between two delimiters (Databend: EMPTY_FIELD_AS).</summary>
public enum EmptyField
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>The empty text (STRING).</summary>
    Text,

    /// <summary>The default of the column. A row knows of none: NULL there.</summary>
    FieldDefault,
}

/// <summary>What CSV encloses (Databend: QUOTE_STYLE). NULL never is.</summary>
public enum QuoteStyle
{
    /// <summary>Text that would be misread without.</summary>
    Minimal,

    /// <summary>Text, and all that is written as text.</summary>
    NonNumeric,

    /// <summary>Every value, numbers too: they are read back as text.</summary>
    All,

    /// <summary>Nothing: text that would be misread is an error.</summary>
    None,
}

/// <summary>The text that bytes are written as (Databend: BINARY_FORMAT).</summary>
public enum BinaryFormat
{
    /// <summary>Two hexadecimal digits a byte, in lower case: the default in CSV and TSV.</summary>
    Hex,

    /// <summary>Base64, RFC 4648: the default in JSON.</summary>
    Base64,
}
