namespace StageTools.Databases.Columns;

/// <summary>What the values of a column are, as far as all databases tell it alike.</summary>
public enum ColumnKind
{
    /// <summary>Whatever comes: SQLite's columns without a type, and types that no other kind here is.</summary>
    Any,

    /// <summary>true and false.</summary>
    Boolean,

    /// <summary>64-bit integers.</summary>
    BigInt,

    /// <summary>Exact numbers with a scale.</summary>
    Numeric,

    /// <summary>64-bit floating-point numbers.</summary>
    DoublePrecision,

    /// <summary>Days.</summary>
    Date,

    /// <summary>Times of a day.</summary>
    Time,

    /// <summary>Days and times without an offset.</summary>
    Timestamp,

    /// <summary>Moments.</summary>
    TimestampTz,

    /// <summary>Durations.</summary>
    Interval,

    /// <summary>GUIDs.</summary>
    Uuid,

    /// <summary>Text.</summary>
    Varchar,

    /// <summary>JSON: objects and lists.</summary>
    Json,

    /// <summary>Bytes.</summary>
    Blob,
}
