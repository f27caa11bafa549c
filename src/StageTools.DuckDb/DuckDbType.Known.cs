namespace StageTools.DuckDb;

/// <content>The types by name.</content>
#pragma warning disable CA1720 // The names are DuckDB's.
public sealed partial record DuckDbType
{
    /// <summary>BOOLEAN.</summary>
    public static DuckDbType Boolean { get; } = new(DuckDbTypeKind.Boolean);

    /// <summary>TINYINT.</summary>
    public static DuckDbType TinyInt { get; } = new(DuckDbTypeKind.TinyInt);

    /// <summary>SMALLINT.</summary>
    public static DuckDbType SmallInt { get; } = new(DuckDbTypeKind.SmallInt);

    /// <summary>INTEGER.</summary>
    public static DuckDbType Integer { get; } = new(DuckDbTypeKind.Integer);

    /// <summary>BIGINT.</summary>
    public static DuckDbType BigInt { get; } = new(DuckDbTypeKind.BigInt);

    /// <summary>UTINYINT.</summary>
    public static DuckDbType UTinyInt { get; } = new(DuckDbTypeKind.UTinyInt);

    /// <summary>USMALLINT.</summary>
    public static DuckDbType USmallInt { get; } = new(DuckDbTypeKind.USmallInt);

    /// <summary>UINTEGER.</summary>
    public static DuckDbType UInteger { get; } = new(DuckDbTypeKind.UInteger);

    /// <summary>UBIGINT.</summary>
    public static DuckDbType UBigInt { get; } = new(DuckDbTypeKind.UBigInt);

    /// <summary>HUGEINT.</summary>
    public static DuckDbType HugeInt { get; } = new(DuckDbTypeKind.HugeInt);

    /// <summary>UHUGEINT.</summary>
    public static DuckDbType UHugeInt { get; } = new(DuckDbTypeKind.UHugeInt);

    /// <summary>BIGNUM.</summary>
    public static DuckDbType BigNum { get; } = new(DuckDbTypeKind.BigNum);

    /// <summary>FLOAT.</summary>
    public static DuckDbType Float { get; } = new(DuckDbTypeKind.Float);

    /// <summary>DOUBLE.</summary>
    public static DuckDbType Double { get; } = new(DuckDbTypeKind.Double);

    /// <summary>VARCHAR.</summary>
    public static DuckDbType VarChar { get; } = new(DuckDbTypeKind.VarChar);

    /// <summary>BLOB.</summary>
    public static DuckDbType Blob { get; } = new(DuckDbTypeKind.Blob);

    /// <summary>BIT.</summary>
    public static DuckDbType Bit { get; } = new(DuckDbTypeKind.Bit);

    /// <summary>DATE.</summary>
    public static DuckDbType Date { get; } = new(DuckDbTypeKind.Date);

    /// <summary>TIME.</summary>
    public static DuckDbType Time { get; } = new(DuckDbTypeKind.Time);

    /// <summary>TIME_NS.</summary>
    public static DuckDbType TimeNs { get; } = new(DuckDbTypeKind.TimeNs);

    /// <summary>TIME WITH TIME ZONE.</summary>
    public static DuckDbType TimeTz { get; } = new(DuckDbTypeKind.TimeTz);

    /// <summary>TIMESTAMP.</summary>
    public static DuckDbType Timestamp { get; } = new(DuckDbTypeKind.Timestamp);

    /// <summary>TIMESTAMP_S.</summary>
    public static DuckDbType TimestampS { get; } = new(DuckDbTypeKind.TimestampS);

    /// <summary>TIMESTAMP_MS.</summary>
    public static DuckDbType TimestampMs { get; } = new(DuckDbTypeKind.TimestampMs);

    /// <summary>TIMESTAMP_NS.</summary>
    public static DuckDbType TimestampNs { get; } = new(DuckDbTypeKind.TimestampNs);

    /// <summary>TIMESTAMP WITH TIME ZONE.</summary>
    public static DuckDbType TimestampTz { get; } = new(DuckDbTypeKind.TimestampTz);

    /// <summary>INTERVAL.</summary>
    public static DuckDbType Interval { get; } = new(DuckDbTypeKind.Interval);

    /// <summary>UUID.</summary>
    public static DuckDbType Uuid { get; } = new(DuckDbTypeKind.Uuid);

    /// <summary>JSON: text, stored as VARCHAR.</summary>
    public static DuckDbType Json { get; } = new(DuckDbTypeKind.VarChar) { IsJson = true };

    /// <summary>DECIMAL with a number of digits (1 to 38), some of them behind the point.</summary>
    public static DuckDbType Decimal(byte precision, byte scale)
    {
        ArgumentOutOfRangeException.ThrowIfZero(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 38);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new(DuckDbTypeKind.Decimal) { Precision = precision, Scale = scale };
    }

    /// <summary>A list of any length.</summary>
    public static DuckDbType List(DuckDbType item) => new(DuckDbTypeKind.List) { Item = item };

    /// <summary>A list of one length, 1 to 99,999.</summary>
    public static DuckDbType Array(DuckDbType item, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 99_999);
        return new(DuckDbTypeKind.Array) { Item = item, Length = length };
    }

    /// <summary>A STRUCT of named fields.</summary>
    public static DuckDbType Struct(params IReadOnlyList<DuckDbColumn> fields) => new(DuckDbTypeKind.Struct) { Fields = fields };

    /// <summary>A MAP.</summary>
    public static DuckDbType Map(DuckDbType key, DuckDbType value) => new(DuckDbTypeKind.Map) { Fields = [new("key", key), new("value", value)] };

    /// <summary>A UNION of named members.</summary>
    public static DuckDbType Union(params IReadOnlyList<DuckDbColumn> members) => new(DuckDbTypeKind.Union) { Fields = members };

    /// <summary>An ENUM of texts, all different.</summary>
    public static DuckDbType Enum(params IReadOnlyList<string> names) => new(DuckDbTypeKind.Enum) { Names = names };
}
#pragma warning restore CA1720
