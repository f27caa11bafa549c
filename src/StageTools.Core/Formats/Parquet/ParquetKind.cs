
namespace StageTools.Formats.Parquet;

/// <summary>How a column's values are put before DuckDB writes them.</summary>
internal enum ParquetKind
{
    /// <summary>No value seen yet.</summary>
    Unknown,

    /// <summary>As they are: DuckDB's binding takes a value where nothing is lost, and refuses it otherwise.</summary>
    Plain,

    /// <summary>64-bit integers, written without a look at each one's type.</summary>
    Integer,

    /// <summary>Floating-point numbers, and others that are the same as one.</summary>
    Double,

    /// <summary>Texts, and what is written as its text: enum members, durations, versions.</summary>
    Text,

    /// <summary>Numbers with a fixed scale.</summary>
    Decimal,

    /// <summary>Moments in time: with a zone, or local.</summary>
    Instant,

    /// <summary>Lists of one type.</summary>
    List,

    /// <summary>Objects of one shape.</summary>
    Struct,

    /// <summary>Lists and objects of several shapes, as JSON text.</summary>
    Json,
}
