using StageTools.Errors;

namespace StageTools.Formats.Options;

/// <summary>The words for the values of options, as they are read and written.</summary>
internal static class FormatWords
{
    public static string Of(RowFormat format) => FormatTraits.Of(format).Words[0];

    public static RowFormat RowFormatOf(OptionValue value) => value.Value as RowFormat?
        ?? FormatTraits.All.FirstOrDefault(traits => traits.Words.Contains(value.AsWord(), StringComparer.Ordinal))?.Format
        ?? throw value.NotOneOf(FormatTraits.Sentence(static traits => traits.Words[0]));

    public static string Of(Compression compression) => CodecTraits.Of(compression).Words[0];

    // Databend's AUTO, "by the suffix", is what not saying means here.
    public static Compression? CompressionOf(OptionValue value) => value.Value as Compression? ?? value.AsWord() switch
    {
        "auto" => null,
        "bz2" or "bzip2" or "xz" or "lz4" or "lzo" => throw new StageException(
            StageErrorCode.OptionInvalid,
            $"The compression '{value.AsText()}' is not served; expand such a file before it is read, and write gzip, brotli, zlib or raw_deflate.",
            value.Name),
        var word => CodecTraits.All.FirstOrDefault(traits => traits.Words.Any(known => OptionValue.Folded(known) == word))?.Compression
            ?? throw value.NotOneOf("none, gzip, brotli, zlib (deflate), raw_deflate, inside Parquet zstd or snappy, or auto"),
    };

    public static string Of(Dialect dialect) => dialect.ToString().ToLowerInvariant();

    public static Dialect DialectOf(OptionValue value) => value.Value as Dialect? ?? value.AsWord() switch
    {
        "standard" => Dialect.Standard,
        "databend" => Dialect.Databend,
        "matrixone" => Dialect.MatrixOne,
        _ => throw value.NotOneOf("standard, databend or matrixone"),
    };

    public static string Of(EmptyField field) => field switch
    {
        EmptyField.Null => "null",
        EmptyField.Text => "string",
        _ => "field_default",
    };

    public static EmptyField EmptyFieldOf(OptionValue value) => value.Value as EmptyField? ?? value.AsWord() switch
    {
        "null" => EmptyField.Null,
        "string" or "text" => EmptyField.Text,
        "fielddefault" => EmptyField.FieldDefault,
        _ => throw value.NotOneOf("null, string or field_default"),
    };

    public static string Of(BinaryFormat format) => format is BinaryFormat.Hex ? "hex" : "base64";

    public static BinaryFormat BinaryFormatOf(OptionValue value) => value.Value as BinaryFormat? ?? value.AsWord() switch
    {
        "hex" => BinaryFormat.Hex,
        "base64" => BinaryFormat.Base64,
        _ => throw value.NotOneOf("hex or base64"),
    };
}
