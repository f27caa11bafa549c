using StageTools.Formats;

namespace StageTools.Rows;

/// <summary>The parameters by which Export-StageData and Import-StageData say how a file is laid out.</summary>
internal static class FormatSettings
{
    /// <summary>What was said, and nothing else.</summary>
    public static FileFormat Read(RowFormat? format, Compression? compression, string? delimiter, string? nullText, bool noHeader, bool forceQuote) =>
        FileFormat.Parse(Pairs(format, compression, delimiter, nullText, noHeader, forceQuote));

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(
        RowFormat? format, Compression? compression, string? delimiter, string? nullText, bool noHeader, bool forceQuote)
    {
        if (format is { } f)
        {
            yield return new("type", f.ToString());
        }

        if (compression is { } c)
        {
            yield return new("compression", c.ToString());
        }

        if (delimiter is not null)
        {
            yield return new("delimiter", delimiter);
        }

        if (nullText is not null)
        {
            yield return new("null_text", nullText);
        }

        if (noHeader)
        {
            yield return new("header", false);
        }

        if (forceQuote)
        {
            yield return new("force_quote", true);
        }
    }
}
