using System.Data.SqlTypes;
using System.Numerics;

namespace StageTools.DuckDb;

/// <summary>The type of DuckDB's that a value of .NET has by itself.</summary>
internal static class NaturalTypes
{
    public static DuckDbType Of(object? value) => value switch
    {
        null or DBNull => new DuckDbType(DuckDbTypeKind.Null),
        bool => DuckDbType.Boolean,
        sbyte => DuckDbType.TinyInt,
        short => DuckDbType.SmallInt,
        int => DuckDbType.Integer,
        long => DuckDbType.BigInt,
        byte => DuckDbType.UTinyInt,
        ushort => DuckDbType.USmallInt,
        uint => DuckDbType.UInteger,
        ulong => DuckDbType.UBigInt,
        Int128 => DuckDbType.HugeInt,
        UInt128 => DuckDbType.UHugeInt,
        BigInteger v => v >= (BigInteger)Int128.MinValue && v <= (BigInteger)Int128.MaxValue ? DuckDbType.HugeInt : DuckDbType.BigNum,
        float => DuckDbType.Float,
        double => DuckDbType.Double,
        decimal or SqlDecimal => Numbers.DecimalOf(value),
        string or char => DuckDbType.VarChar,
        byte[] => DuckDbType.Blob,
        DateOnly => DuckDbType.Date,
        TimeOnly v => v.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? DuckDbType.Time : DuckDbType.TimeNs,
        DateTime v => v.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? DuckDbType.Timestamp : DuckDbType.TimestampNs,
        DateTimeOffset => DuckDbType.TimestampTz,
        TimeSpan => DuckDbType.Interval,
        Guid => DuckDbType.Uuid,
        _ when NestedValues.Pairs(value) is { } fields => DuckDbType.Struct([.. fields.Select(Field)]),
        _ when NestedValues.Items(value) is { } items => DuckDbType.List(
            Of(items.Cast<object?>().FirstOrDefault(static item => item is not null and not DBNull))),
        _ => throw new RefusedException($"a value of type {value.GetType()} has no type of DuckDB's"),
    };

    private static DuckDbColumn Field(KeyValuePair<object, object?> field) =>
        new(field.Key as string ?? throw RefusedException.Kind(field.Key, "field's name"), Of(field.Value));
}
