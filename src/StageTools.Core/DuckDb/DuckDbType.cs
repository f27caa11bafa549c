using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.LogicalType;

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
internal sealed record DuckDbType
{
    public static readonly DuckDbType Boolean = new(DuckDbTypeKind.Boolean, typeof(bool));
    public static readonly DuckDbType TinyInt = new(DuckDbTypeKind.TinyInt, typeof(sbyte));
    public static readonly DuckDbType SmallInt = new(DuckDbTypeKind.SmallInt, typeof(short));
    public static readonly DuckDbType Integer = new(DuckDbTypeKind.Integer, typeof(int));
    public static readonly DuckDbType BigInt = new(DuckDbTypeKind.BigInt, typeof(long));
    public static readonly DuckDbType UTinyInt = new(DuckDbTypeKind.UTinyInt, typeof(byte));
    public static readonly DuckDbType USmallInt = new(DuckDbTypeKind.USmallInt, typeof(ushort));
    public static readonly DuckDbType UInteger = new(DuckDbTypeKind.UInteger, typeof(uint));
    public static readonly DuckDbType UBigInt = new(DuckDbTypeKind.UBigInt, typeof(ulong));
    public static readonly DuckDbType HugeInt = new(DuckDbTypeKind.HugeInt, typeof(BigInteger));
    public static readonly DuckDbType UHugeInt = new(DuckDbTypeKind.UHugeInt, typeof(BigInteger));
    public static readonly DuckDbType BigNum = new(DuckDbTypeKind.BigNum, typeof(BigInteger));
    public static readonly DuckDbType Float = new(DuckDbTypeKind.Float, typeof(float));
    public static readonly DuckDbType Double = new(DuckDbTypeKind.Double, typeof(double));
    public static readonly DuckDbType VarChar = new(DuckDbTypeKind.VarChar, typeof(string));
    public static readonly DuckDbType Json = new(DuckDbTypeKind.VarChar, typeof(string), "JSON");
    public static readonly DuckDbType Blob = new(DuckDbTypeKind.Blob, typeof(byte[]));
    public static readonly DuckDbType Bit = new(DuckDbTypeKind.Bit, typeof(string));
    public static readonly DuckDbType Date = new(DuckDbTypeKind.Date, typeof(DateOnly));
    public static readonly DuckDbType Time = new(DuckDbTypeKind.Time, typeof(TimeOnly));
    public static readonly DuckDbType TimeNs = new(DuckDbTypeKind.TimeNs, typeof(TimeOnly), "TIME_NS");
    public static readonly DuckDbType TimeTz = new(DuckDbTypeKind.TimeTz, typeof(string), "TIME WITH TIME ZONE");
    public static readonly DuckDbType Timestamp = new(DuckDbTypeKind.Timestamp, typeof(DateTime));
    public static readonly DuckDbType TimestampS = new(DuckDbTypeKind.TimestampS, typeof(DateTime), "TIMESTAMP_S");
    public static readonly DuckDbType TimestampMs = new(DuckDbTypeKind.TimestampMs, typeof(DateTime), "TIMESTAMP_MS");
    public static readonly DuckDbType TimestampNs = new(DuckDbTypeKind.TimestampNs, typeof(DateTime), "TIMESTAMP_NS");
    public static readonly DuckDbType TimestampTz = new(DuckDbTypeKind.TimestampTz, typeof(DateTimeOffset), "TIMESTAMP WITH TIME ZONE");
    public static readonly DuckDbType Interval = new(DuckDbTypeKind.Interval, typeof(object));
    public static readonly DuckDbType Uuid = new(DuckDbTypeKind.Uuid, typeof(Guid));

    private static readonly DuckDbType Null = new(DuckDbTypeKind.Null, typeof(object), "\"NULL\"");

    private static readonly FrozenDictionary<DuckDbTypeKind, DuckDbType> Plain = new[]
    {
        Boolean, TinyInt, SmallInt, Integer, BigInt, UTinyInt, USmallInt, UInteger, UBigInt, HugeInt, UHugeInt, BigNum, Float, Double, VarChar, Blob,
        Bit, Date, Time, TimeNs, TimeTz, Timestamp, TimestampS, TimestampMs, TimestampNs, TimestampTz, Interval, Uuid, Null,
        new(DuckDbTypeKind.Geometry, typeof(byte[])),
    }.ToFrozenDictionary(static type => type.Kind);

    /// <summary>The types that values of .NET have by themselves; several numbers and times have one by their size.</summary>
    private static readonly FrozenDictionary<Type, DuckDbType> Natural = new[]
    {
        Boolean, TinyInt, SmallInt, Integer, BigInt, UTinyInt, USmallInt, UInteger, UBigInt, Float, Double, VarChar, Blob, Date, TimestampTz, Uuid,
    }.Select(static type => (type.ClrType, type))
        .Append((typeof(char), VarChar)).Append((typeof(Int128), HugeInt)).Append((typeof(UInt128), UHugeInt)).Append((typeof(TimeSpan), Interval))
        .ToFrozenDictionary(static pair => pair.Item1, static pair => pair.Item2);

    private readonly string _sql;

    private DuckDbType(DuckDbTypeKind kind, Type clrType, string? sql = null) =>
        (Kind, ClrType, _sql) = (kind, clrType, sql ?? kind.ToString().ToUpperInvariant());

    /// <summary>Which kind of type it is. JSON is VARCHAR.</summary>
    public DuckDbTypeKind Kind { get; }

    /// <summary>What a value of it is in .NET, when it is not null. A DECIMAL of more than 28 digits is a decimal, or a SqlDecimal where none has
    /// all its digits; an INTERVAL a TimeSpan, or a text where it has months; a UNION's member may be anything.</summary>
    public Type ClrType { get; }

    /// <summary>DECIMAL: how many digits there are, 1 to 38.</summary>
    public byte Precision { get; private init; }

    /// <summary>DECIMAL: how many of them stand behind the point.</summary>
    public byte Scale { get; private init; }

    /// <summary>LIST, ARRAY: the type of the items.</summary>
    public DuckDbType? Item { get; private init; }

    /// <summary>ARRAY: how many items each has.</summary>
    public int Length { get; private init; }

    /// <summary>STRUCT: the fields; UNION: the members; MAP: <c>key</c> and <c>value</c>.</summary>
    public IReadOnlyList<DuckDbColumn>? Fields { get; private init; }

    /// <summary>ENUM: the texts it may be.</summary>
    public IReadOnlyList<string>? Names { get; private init; }

    /// <summary>DECIMAL with a number of digits (1 to 38), some of them behind the point.</summary>
    public static DuckDbType Decimal(byte precision, byte scale)
    {
        ArgumentOutOfRangeException.ThrowIfZero(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 38);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        var sql = string.Create(CultureInfo.InvariantCulture, $"DECIMAL({precision},{scale})");
        return new(DuckDbTypeKind.Decimal, precision <= 28 ? typeof(decimal) : typeof(object), sql) { Precision = precision, Scale = scale };
    }

    public static DuckDbType List(DuckDbType item) => new(DuckDbTypeKind.List, typeof(object?[]), $"{item}[]") { Item = item };

    public static DuckDbType Array(DuckDbType item, int length) =>
        new(DuckDbTypeKind.Array, typeof(object?[]), $"{item}[{length}]") { Item = item, Length = length };

    public static DuckDbType Struct(params IReadOnlyList<DuckDbColumn> fields) =>
        new(DuckDbTypeKind.Struct, typeof(IReadOnlyDictionary<string, object?>), $"STRUCT({Joined(fields)})") { Fields = fields };

    /// <summary>A MAP: a dictionary in .NET where its keys are text, else an array of key and value.</summary>
    public static DuckDbType Map(DuckDbType key, DuckDbType value)
    {
        var clrType = key.Kind == DuckDbTypeKind.VarChar ? typeof(IReadOnlyDictionary<string, object?>) : typeof(object?[]);
        return new(DuckDbTypeKind.Map, clrType, $"MAP({key}, {value})") { Fields = [new("key", key), new("value", value)] };
    }

    public static DuckDbType Union(params IReadOnlyList<DuckDbColumn> members) =>
        new(DuckDbTypeKind.Union, typeof(object), $"UNION({Joined(members)})") { Fields = members };

    /// <summary>An ENUM of texts, all different.</summary>
    public static DuckDbType Enum(params IReadOnlyList<string> names) =>
        new(DuckDbTypeKind.Enum, typeof(string), $"ENUM({string.Join(", ", names.Select(static name => Quoted(name, '\'')))})") { Names = names };

    /// <summary>The type that a value has by itself.</summary>
    /// <exception cref="RefusedException">It has none.</exception>
    public static DuckDbType Of(object? value) => value switch
    {
        null or DBNull => Null,
        _ when Natural.TryGetValue(value.GetType(), out var type) => type,
        BigInteger v => v >= (BigInteger)Int128.MinValue && v <= (BigInteger)Int128.MaxValue ? HugeInt : BigNum,
        decimal or SqlDecimal => Numbers.DecimalOf(value),
        TimeOnly v => v.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? Time : TimeNs,
        DateTime { Kind: not DateTimeKind.Unspecified } => TimestampTz,
        DateTime v => v.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? Timestamp : TimestampNs,
        _ when NestedValues.Pairs(value) is { } fields => Struct([.. fields.Select(static field => new DuckDbColumn(
            field.Key as string ?? throw RefusedException.Kind(field.Key, "field's name"), Of(field.Value)))]),
        _ when NestedValues.Items(value) is { } items => List(items.Cast<object?>().Select(Of).Aggregate(Null, Wider)),
        _ => throw new RefusedException($"a value of type {value.GetType()} has no type of DuckDB's"),
    };

    /// <summary>Reads a type of DuckDB's, and gives that back.</summary>
    public static DuckDbType Take(DuckDBLogicalType handle)
    {
        using (handle)
        {
            return (DuckDbTypeKind)Native.DuckDBGetTypeId(handle) switch
            {
                DuckDbTypeKind.VarChar when string.Equals(DuckDbNative.TypeAlias(handle), "JSON", StringComparison.OrdinalIgnoreCase) => Json,
                DuckDbTypeKind.Decimal => Decimal(Native.DuckDBDecimalWidth(handle), Native.DuckDBDecimalScale(handle)),
                DuckDbTypeKind.List => List(Take(Native.DuckDBListTypeChildType(handle))),
                DuckDbTypeKind.Array => Array(Take(Native.DuckDBArrayTypeChildType(handle)), (int)Native.DuckDBArrayVectorGetSize(handle)),
                DuckDbTypeKind.Map => Map(Take(Native.DuckDBMapTypeKeyType(handle)), Take(Native.DuckDBMapTypeValueType(handle))),
                DuckDbTypeKind.Enum => Enum(
                    [.. Range(Native.DuckDBEnumDictionarySize(handle)).Select(i => Native.DuckDBEnumDictionaryValue(handle, i))]),
                DuckDbTypeKind.Struct => Struct([.. Range(Native.DuckDBStructTypeChildCount(handle)).Select(i =>
                    new DuckDbColumn(Native.DuckDBStructTypeChildName(handle, i), Take(Native.DuckDBStructTypeChildType(handle, i))))]),
                DuckDbTypeKind.Union => Union([.. Range(DuckDbNative.UnionMemberCount(handle)).Select(i =>
                    new DuckDbColumn(DuckDbNative.UnionMemberName(handle, i), Take(DuckDbNative.UnionMemberType(handle, i))))]),
                var kind => Plain.TryGetValue(kind, out var plain) ? plain : new(kind, typeof(object)),
            };
        }
    }

    /// <summary>The type in SQL, the same in any database: <c>DECIMAL(18,3)</c>, <c>STRUCT("a" INTEGER, "b" VARCHAR[])</c>.</summary>
    public override string ToString() => _sql;

    /// <inheritdoc/>
    public bool Equals(DuckDbType? other) => other is not null && Kind == other.Kind && string.Equals(_sql, other._sql, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_sql);

    /// <summary>The type that holds the values of both; where there is none the first one, which refuses those of the other.</summary>
    private static DuckDbType Wider(DuckDbType one, DuckDbType other) => (one.Kind, other.Kind) switch
    {
        (DuckDbTypeKind.Null, _) => other,
        _ when one.Equals(other) => one,
        (DuckDbTypeKind.Date, DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampNs) => other,
        (DuckDbTypeKind.Timestamp, DuckDbTypeKind.TimestampNs) or (DuckDbTypeKind.Time, DuckDbTypeKind.TimeNs) => other,
        (DuckDbTypeKind.List, DuckDbTypeKind.List) => List(Wider(one.Item!, other.Item!)),
        (DuckDbTypeKind.Struct, DuckDbTypeKind.Struct) => Struct([.. one.Fields!.Concat(other.Fields!)
            .GroupBy(static field => field.Name, static field => field.Type, StringComparer.OrdinalIgnoreCase)
            .Select(static field => new DuckDbColumn(field.Key, field.Aggregate(Wider)))]),
        _ => Numbers.Wider(one, other) ?? one,
    };

    private static IEnumerable<int> Range(long count) => Enumerable.Range(0, (int)count);

    private static string Joined(IReadOnlyList<DuckDbColumn> fields) => string.Join(
        ", ", fields.Select(static field => field.Name.Length == 0 ? $"{field.Type}" : $"{Quoted(field.Name, '"')} {field.Type}"));

    private static string Quoted(string name, char quote) => $"{quote}{name.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}
