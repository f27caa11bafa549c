using System.Data.SqlTypes;
using System.Numerics;

namespace StageTools.DuckDb;

/// <summary>A column of a result or a table, or a field of a STRUCT: its name and its type.</summary>
internal sealed record DuckDbColumn(string Name, DuckDbType Type);

/// <summary>The kinds of types, in the order of <c>duckdb.h</c>: DuckDB.NET does not name all of them.</summary>
internal enum DuckDbTypeKind
{
    Invalid, Boolean, TinyInt, SmallInt, Integer, BigInt, UTinyInt, USmallInt, UInteger, UBigInt, Float, Double,
    Timestamp, Date, Time, Interval, HugeInt, VarChar, Blob, Decimal, TimestampS, TimestampMs, TimestampNs,
    Enum, List, Struct, Map, Uuid, Union, Bit, TimeTz, TimestampTz, UHugeInt, Array, Any, BigNum, Null,
    TextLiteral, IntegerLiteral, TimeNs, Geometry, Variant,
}

/// <summary>A type of DuckDB's. Two are equal when their SQL is.</summary>
internal sealed record DuckDbType(DuckDbTypeKind Kind)
{
    public static readonly DuckDbType Boolean = new(DuckDbTypeKind.Boolean);
    public static readonly DuckDbType TinyInt = new(DuckDbTypeKind.TinyInt);
    public static readonly DuckDbType SmallInt = new(DuckDbTypeKind.SmallInt);
    public static readonly DuckDbType Integer = new(DuckDbTypeKind.Integer);
    public static readonly DuckDbType BigInt = new(DuckDbTypeKind.BigInt);
    public static readonly DuckDbType UTinyInt = new(DuckDbTypeKind.UTinyInt);
    public static readonly DuckDbType USmallInt = new(DuckDbTypeKind.USmallInt);
    public static readonly DuckDbType UInteger = new(DuckDbTypeKind.UInteger);
    public static readonly DuckDbType UBigInt = new(DuckDbTypeKind.UBigInt);
    public static readonly DuckDbType HugeInt = new(DuckDbTypeKind.HugeInt);
    public static readonly DuckDbType UHugeInt = new(DuckDbTypeKind.UHugeInt);
    public static readonly DuckDbType BigNum = new(DuckDbTypeKind.BigNum);
    public static readonly DuckDbType Float = new(DuckDbTypeKind.Float);
    public static readonly DuckDbType Double = new(DuckDbTypeKind.Double);
    public static readonly DuckDbType VarChar = new(DuckDbTypeKind.VarChar);
    public static readonly DuckDbType Json = new(DuckDbTypeKind.VarChar) { IsJson = true };
    public static readonly DuckDbType Blob = new(DuckDbTypeKind.Blob);
    public static readonly DuckDbType Bit = new(DuckDbTypeKind.Bit);
    public static readonly DuckDbType Date = new(DuckDbTypeKind.Date);
    public static readonly DuckDbType Time = new(DuckDbTypeKind.Time);
    public static readonly DuckDbType TimeNs = new(DuckDbTypeKind.TimeNs);
    public static readonly DuckDbType TimeTz = new(DuckDbTypeKind.TimeTz);
    public static readonly DuckDbType Timestamp = new(DuckDbTypeKind.Timestamp);
    public static readonly DuckDbType TimestampS = new(DuckDbTypeKind.TimestampS);
    public static readonly DuckDbType TimestampMs = new(DuckDbTypeKind.TimestampMs);
    public static readonly DuckDbType TimestampNs = new(DuckDbTypeKind.TimestampNs);
    public static readonly DuckDbType TimestampTz = new(DuckDbTypeKind.TimestampTz);
    public static readonly DuckDbType Interval = new(DuckDbTypeKind.Interval);
    public static readonly DuckDbType Uuid = new(DuckDbTypeKind.Uuid);

    private string? _sql;

    /// <summary>DECIMAL: how many digits there are, 1 to 38.</summary>
    public byte Precision { get; init; }

    /// <summary>DECIMAL: how many of them stand behind the point.</summary>
    public byte Scale { get; init; }

    /// <summary>LIST, ARRAY: the type of the items.</summary>
    public DuckDbType? Item { get; init; }

    /// <summary>ARRAY: how many items each has.</summary>
    public int Length { get; init; }

    /// <summary>STRUCT: the fields; UNION: the members; MAP: <c>key</c> and <c>value</c>.</summary>
    public IReadOnlyList<DuckDbColumn>? Fields { get; init; }

    /// <summary>ENUM: the texts it may be.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Whether it is JSON, which DuckDB stores as VARCHAR.</summary>
    public bool IsJson { get; init; }

    /// <summary>What a value of it is in .NET, when it is not null.</summary>
    public Type ClrType => Kind switch
    {
        DuckDbTypeKind.Boolean => typeof(bool),
        DuckDbTypeKind.TinyInt => typeof(sbyte),
        DuckDbTypeKind.SmallInt => typeof(short),
        DuckDbTypeKind.Integer => typeof(int),
        DuckDbTypeKind.BigInt => typeof(long),
        DuckDbTypeKind.UTinyInt => typeof(byte),
        DuckDbTypeKind.USmallInt => typeof(ushort),
        DuckDbTypeKind.UInteger => typeof(uint),
        DuckDbTypeKind.UBigInt => typeof(ulong),
        DuckDbTypeKind.Float => typeof(float),
        DuckDbTypeKind.Double => typeof(double),
        DuckDbTypeKind.HugeInt or DuckDbTypeKind.UHugeInt or DuckDbTypeKind.BigNum => typeof(BigInteger),
        DuckDbTypeKind.Decimal => Precision <= 28 ? typeof(decimal) : typeof(SqlDecimal),
        DuckDbTypeKind.VarChar or DuckDbTypeKind.Enum or DuckDbTypeKind.Bit or DuckDbTypeKind.TimeTz => typeof(string),
        DuckDbTypeKind.Blob or DuckDbTypeKind.Geometry => typeof(byte[]),
        DuckDbTypeKind.Date => typeof(DateOnly),
        DuckDbTypeKind.Time or DuckDbTypeKind.TimeNs => typeof(TimeOnly),
        DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampS or DuckDbTypeKind.TimestampMs or DuckDbTypeKind.TimestampNs => typeof(DateTime),
        DuckDbTypeKind.TimestampTz => typeof(DateTimeOffset),
        DuckDbTypeKind.Uuid => typeof(Guid),
        DuckDbTypeKind.List or DuckDbTypeKind.Array => typeof(object?[]),
        DuckDbTypeKind.Struct => typeof(IReadOnlyDictionary<string, object?>),
        DuckDbTypeKind.Map => HasTextKeys ? typeof(IReadOnlyDictionary<string, object?>) : typeof(object?[]),

        // TimeSpan, or text where an interval has months; a union's member may be anything.
        _ => typeof(object),
    };

    /// <summary>Whether a MAP is a dictionary in .NET.</summary>
    public bool HasTextKeys => Kind == DuckDbTypeKind.Map && Fields![0].Type.Kind == DuckDbTypeKind.VarChar;

    /// <summary>DECIMAL with a number of digits (1 to 38), some of them behind the point.</summary>
    public static DuckDbType Decimal(byte precision, byte scale)
    {
        ArgumentOutOfRangeException.ThrowIfZero(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 38);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new(DuckDbTypeKind.Decimal) { Precision = precision, Scale = scale };
    }

    public static DuckDbType List(DuckDbType item) => new(DuckDbTypeKind.List) { Item = item };

    public static DuckDbType Array(DuckDbType item, int length) => new(DuckDbTypeKind.Array) { Item = item, Length = length };

    public static DuckDbType Struct(params IReadOnlyList<DuckDbColumn> fields) => new(DuckDbTypeKind.Struct) { Fields = fields };

    public static DuckDbType Map(DuckDbType key, DuckDbType value) => new(DuckDbTypeKind.Map) { Fields = [new("key", key), new("value", value)] };

    public static DuckDbType Union(params IReadOnlyList<DuckDbColumn> members) => new(DuckDbTypeKind.Union) { Fields = members };

    /// <summary>An ENUM of texts, all different.</summary>
    public static DuckDbType Enum(params IReadOnlyList<string> names) => new(DuckDbTypeKind.Enum) { Names = names };

    /// <summary>The name of a field: of one without, its number.</summary>
    public static string NameOf(DuckDbColumn field, int at) =>
        field.Name.Length > 0 ? field.Name : (at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The type in SQL, the same in any database: <c>DECIMAL(18,3)</c>, <c>STRUCT("a" INTEGER, "b" VARCHAR[])</c>.</summary>
    public override string ToString() => _sql ??= Kind switch
    {
        DuckDbTypeKind.VarChar => IsJson ? "JSON" : "VARCHAR",
        DuckDbTypeKind.Decimal => $"DECIMAL({Precision},{Scale})",
        DuckDbTypeKind.List => $"{Item}[]",
        DuckDbTypeKind.Array => $"{Item}[{Length}]",
        DuckDbTypeKind.Struct or DuckDbTypeKind.Union => $"{Kind.ToString().ToUpperInvariant()}({string.Join(", ", Fields!.Select(Text))})",
        DuckDbTypeKind.Map => $"MAP({Fields![0].Type}, {Fields[1].Type})",
        DuckDbTypeKind.Enum => $"ENUM({string.Join(", ", Names!.Select(static name => Quoted(name, '\'')))})",
        DuckDbTypeKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeKind.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeKind.TimestampS => "TIMESTAMP_S",
        DuckDbTypeKind.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeKind.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeKind.TimeNs => "TIME_NS",
        DuckDbTypeKind.Null => "\"NULL\"",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    /// <inheritdoc/>
    public bool Equals(DuckDbType? other) =>
        other is not null && Kind == other.Kind && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static string Text(DuckDbColumn field) => field.Name.Length == 0 ? $"{field.Type}" : $"{Quoted(field.Name, '"')} {field.Type}";

    private static string Quoted(string name, char quote) => $"{quote}{name.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}
