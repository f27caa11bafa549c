using StageTools.Formats.Parquet;

namespace StageTools.Formats;

/// <summary>The formats there are: each has its line here, and one in <see cref="FormatTraits"/>.</summary>
internal static class FileFormats
{
    private static readonly Dictionary<RowFormat, IFileFormat> All = new()
    {
        [RowFormat.Csv] = DelimitedFormat.Instance,
        [RowFormat.Tsv] = DelimitedFormat.Instance,
        [RowFormat.NdJson] = new JsonFormat(asArray: false),
        [RowFormat.Json] = new JsonFormat(asArray: true),
        [RowFormat.Parquet] = new ParquetFormat(),
    };

    /// <summary>What reads and writes a format.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where none is said.</exception>
    public static IFileFormat Of(RowFormat? format) => format is { } said
        ? All[said]
        : throw StageErrorCode.OptionInvalid.Error(
            $"Nothing says how the rows are laid out; give the file format's type: {FormatTraits.Sentence(static traits => traits.Words[0])}.",
            "type");

    /// <summary>The same of a format whose rows come from a stream.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for another, or where none is said.</exception>
    public static TextFormat Text(RowFormat? format) => Of(format) as TextFormat
        ?? throw StageErrorCode.OptionInvalid.Error(
            $"{format} is not read and written row by row; take {FormatTraits.Sentence(static traits => traits.Words[0], textOnly: true)} here.",
            "type");
}
