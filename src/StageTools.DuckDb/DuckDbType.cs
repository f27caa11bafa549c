using System.Data.SqlTypes;
using System.Numerics;
using StageTools.DuckDb.Types;

namespace StageTools.DuckDb;

/// <summary>A type of DuckDB's. Two are equal when their SQL is.</summary>
public sealed partial record DuckDbType(DuckDbTypeKind Kind)
{
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

    /// <summary>Whether values of it are texts in a vector: VARCHAR, BLOB, BIT, BIGNUM, GEOMETRY.</summary>
    public bool IsText => Kind is DuckDbTypeKind.VarChar or DuckDbTypeKind.Blob or DuckDbTypeKind.Bit or DuckDbTypeKind.BigNum or DuckDbTypeKind.Geometry;

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
        DuckDbTypeKind.Map => Fields![0].Type.Kind == DuckDbTypeKind.VarChar ? typeof(IReadOnlyDictionary<string, object?>) : typeof(object?[]),

        // TimeSpan, or text where an interval has months; a union's member may be anything.
        _ => typeof(object),
    };

    /// <summary>The type in SQL: <c>DECIMAL(18,3)</c>, <c>STRUCT("a" INTEGER, "b" VARCHAR[])</c>.</summary>
    public override string ToString() => _sql ??= TypeText.Of(this);

    /// <inheritdoc/>
    public bool Equals(DuckDbType? other) => other is not null && Kind == other.Kind && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
}
