namespace StageTools.Formats.Parquet;

/// <summary>What kinds of values a column was seen to hold.</summary>
[Flags]
internal enum SeenValues
{
    None = 0,
    Boolean = 1,
    Integer = 1 << 1,
    Unsigned = 1 << 2,
    Large = 1 << 3,
    Single = 1 << 4,
    Double = 1 << 5,
    Decimal = 1 << 6,
    Text = 1 << 7,
    Bytes = 1 << 8,
    Date = 1 << 9,
    Time = 1 << 10,
    Timestamp = 1 << 11,
    Instant = 1 << 12,
    Uuid = 1 << 13,
    List = 1 << 14,
    Struct = 1 << 15,

    /// <summary>All numbers.</summary>
    Numbers = Integer | Unsigned | Large | Single | Double | Decimal,

    /// <summary>What has values inside.</summary>
    Nested = List | Struct,
}
