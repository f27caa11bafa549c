namespace StageTools.Databases.Columns;

/// <summary>The type of a column.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Precision">Of a decimal, how many digits it may have; of a text, how many characters; of a floating-point number that
/// is narrower than a double, how many bits. 0 where that is not said.</param>
/// <param name="Scale">Of a decimal: how many of them behind the point.</param>
public sealed record ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>The most digits of a decimal that all databases know.</summary>
    public const int MostDigits = 38;

    /// <summary>32-bit floating-point numbers.</summary>
    public static readonly ColumnType Real = new(ColumnKind.DoublePrecision, 24);

    /// <summary>Of lists that a database tells the items of: what these are; null of all else.</summary>
    public ColumnType? Item { get; init; }

    /// <summary>Whether its numbers are 32-bit floating-point ones.</summary>
    public bool IsReal => Kind == ColumnKind.DoublePrecision && Precision > 0;

    /// <summary>The name in SQL.</summary>
    public override string ToString() => Kind switch
    {
        _ when Item is not null => $"{Item}[]",
        ColumnKind.Numeric => Precision > 0 ? $"DECIMAL({Precision},{Scale})" : "DECIMAL",
        ColumnKind.Varchar when Precision > 0 => string.Create(CultureInfo.InvariantCulture, $"VARCHAR({Precision})"),
        ColumnKind.DoublePrecision => IsReal ? "REAL" : "DOUBLE",
        ColumnKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}

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
