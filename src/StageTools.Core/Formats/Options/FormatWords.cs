using StageTools.Errors;

namespace StageTools.Formats.Options;

/// <summary>The words for the values of options, as they are read and written.</summary>
internal static class FormatWords
{
    public static string Of(RowFormat format) => format switch
    {
        RowFormat.Csv => "csv",
        RowFormat.Tsv => "tsv",
        RowFormat.NdJson => "ndjson",
        RowFormat.Parquet => "parquet",
        _ => "json",
    };

    public static RowFormat RowFormatOf(OptionValue value) => value.Value as RowFormat? ?? value.AsWord() switch
    {
        "csv" => RowFormat.Csv,
        "tsv" or "text" => RowFormat.Tsv,
        "ndjson" or "jsonl" or "jsonline" or "jsonlines" => RowFormat.NdJson,
        "json" => RowFormat.Json,
        "parquet" => RowFormat.Parquet,
        _ => throw value.NotOneOf("csv, tsv, ndjson, json or parquet"),
    };

    // Unlike the enum's names these are Databend's: "deflate" alone would be read as zlib.
    public static string Of(Compression compression) => compression switch
    {
        Compression.Gzip => "gzip",
        Compression.Brotli => "brotli",
        Compression.Zlib => "zlib",
        Compression.Deflate => "raw_deflate",
        Compression.Zstd => "zstd",
        Compression.Snappy => "snappy",
        _ => "none",
    };

    // Databend's AUTO, "by the suffix", is what not saying means here.
    public static Compression? CompressionOf(OptionValue value) => value.Value as Compression? ?? value.AsWord() switch
    {
        "auto" => null,
        "none" => Compression.None,
        "gzip" or "gz" => Compression.Gzip,
        "brotli" or "br" => Compression.Brotli,
        "zlib" or "deflate" => Compression.Zlib,
        "rawdeflate" => Compression.Deflate,
        "zstd" or "zst" => Compression.Zstd,
        "snappy" => Compression.Snappy,
        "bz2" or "bzip2" or "xz" or "lz4" or "lzo" => throw new StageException(
            StageErrorCode.OptionInvalid,
            $"The compression '{value.AsText()}' is not served; expand such a file before it is read, and write gzip, brotli, zlib or raw_deflate.",
            value.Name),
        _ => throw value.NotOneOf("none, gzip, brotli, zlib (deflate), raw_deflate, inside Parquet zstd or snappy, or auto"),
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
