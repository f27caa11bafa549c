namespace StageTools.Formats.Options;

/// <summary>The row formats StageTools reads and writes; what each is called stands in <see cref="FormatTraits"/>.</summary>
public enum RowFormat
{
    /// <summary>Comma-separated values, RFC 4180.</summary>
    Csv,

    /// <summary>Tab-separated values with backslash escapes, as Databend's TSV.</summary>
    Tsv,

    /// <summary>A JSON value a line.</summary>
    NdJson,

    /// <summary>One JSON array of objects.</summary>
    Json,

    /// <summary>Parquet, columns with their types. DuckDB reads and writes it: <see cref="RowReaders"/> and <see cref="RowWriters"/> do
    /// not.</summary>
    Parquet,
}
