namespace StageTools.Formats.Options;

/// <summary>Two formats as one.</summary>
internal static class FileFormatMerge
{
    /// <summary>What <paramref name="over"/> says, and what it does not say as <paramref name="below"/> has it.</summary>
    public static FileFormat Of(FileFormat below, FileFormat over)
    {
        // Which texts are quoted is one thing said in two ways.
        var quotes = over.ForceQuote is null && over.ForceQuoteColumns is null ? below : over;
        return new FileFormat
        {
            Format = over.Format ?? below.Format,
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
            Header = over.Header ?? below.Header,
            SkipHeader = over.SkipHeader ?? (over.Header is null ? below.SkipHeader : null),
            RecordDelimiter = over.RecordDelimiter ?? below.RecordDelimiter,
            ForceQuote = quotes.ForceQuote,
            ForceQuoteColumns = quotes.ForceQuoteColumns,
            ErrorOnColumnCountMismatch = over.ErrorOnColumnCountMismatch ?? below.ErrorOnColumnCountMismatch,
        };
    }
}
