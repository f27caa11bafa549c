using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>The writer of each type.</summary>
internal static class Writers
{
    public static VectorWriter For(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => new FixedWriter<byte>(static v => v is bool value ? value ? (byte)1 : (byte)0 : throw RefusedException.Kind(v, "BOOLEAN")),
        DuckDbTypeKind.TinyInt => new FixedWriter<sbyte>(static v => Whole.To<sbyte>(v, "TINYINT")),
        DuckDbTypeKind.SmallInt => new FixedWriter<short>(static v => Whole.To<short>(v, "SMALLINT")),
        DuckDbTypeKind.Integer => new FixedWriter<int>(static v => Whole.To<int>(v, "INTEGER")),
        DuckDbTypeKind.BigInt => new FixedWriter<long>(static v => Whole.To<long>(v, "BIGINT")),
        DuckDbTypeKind.UTinyInt => new FixedWriter<byte>(static v => Whole.To<byte>(v, "UTINYINT")),
        DuckDbTypeKind.USmallInt => new FixedWriter<ushort>(static v => Whole.To<ushort>(v, "USMALLINT")),
        DuckDbTypeKind.UInteger => new FixedWriter<uint>(static v => Whole.To<uint>(v, "UINTEGER")),
        DuckDbTypeKind.UBigInt => new FixedWriter<ulong>(static v => Whole.To<ulong>(v, "UBIGINT")),
        DuckDbTypeKind.HugeInt => new FixedWriter<Int128>(static v => Whole.To<Int128>(v, "HUGEINT")),
        DuckDbTypeKind.UHugeInt => new FixedWriter<UInt128>(static v => Whole.To<UInt128>(v, "UHUGEINT")),
        DuckDbTypeKind.Float => new FixedWriter<float>(Fractions.Single),
        DuckDbTypeKind.Double => new FixedWriter<double>(Fractions.Double),
        DuckDbTypeKind.Date => new FixedWriter<int>(Dates.Days),
        DuckDbTypeKind.Time => new FixedWriter<long>(Times.MicrosOf),
        DuckDbTypeKind.TimeNs => new FixedWriter<long>(Times.NanosOf),
        DuckDbTypeKind.TimeTz => new FixedWriter<ulong>(static v => Times.WithZone(v)),
        DuckDbTypeKind.Timestamp => new FixedWriter<long>(static v => Dates.Count(v, TimeSpan.TicksPerMicrosecond, "TIMESTAMP")),
        DuckDbTypeKind.TimestampS => new FixedWriter<long>(static v => Dates.Count(v, TimeSpan.TicksPerSecond, "TIMESTAMP_S")),
        DuckDbTypeKind.TimestampMs => new FixedWriter<long>(static v => Dates.Count(v, TimeSpan.TicksPerMillisecond, "TIMESTAMP_MS")),
        DuckDbTypeKind.TimestampNs => new FixedWriter<long>(Dates.NanosOf),
        DuckDbTypeKind.TimestampTz => new FixedWriter<long>(Dates.MicrosOfOffset),
        DuckDbTypeKind.Interval => new FixedWriter<NativeInterval>(Intervals.From),
        DuckDbTypeKind.Uuid => new FixedWriter<UInt128>(Uuids.Stored),
        DuckDbTypeKind.Decimal => Decimal(type.Precision, type.Scale),
        DuckDbTypeKind.Enum => Enumeration(new EnumNames(type.Names!)),
        DuckDbTypeKind.VarChar => new VarCharWriter(),
        DuckDbTypeKind.Blob or DuckDbTypeKind.Geometry => new BytesWriter(v => v as byte[] ?? throw RefusedException.Kind(v, type.ToString())),
        DuckDbTypeKind.Bit => new BytesWriter(Bits.Stored),
        DuckDbTypeKind.BigNum => new BytesWriter(BigNums.Stored),
        DuckDbTypeKind.List => new ListWriter(For(type.Item!)),
        DuckDbTypeKind.Array => new ArrayWriter(For(type.Item!), type.Length),
        DuckDbTypeKind.Struct => new StructWriter(type.Fields!, [.. type.Fields!.Select(static field => For(field.Type))]),
        DuckDbTypeKind.Map => new MapWriter(For(type.Fields![0].Type), For(type.Fields[1].Type)),
        DuckDbTypeKind.Union => new UnionWriter(type.Fields!, [.. type.Fields!.Select(static member => For(member.Type))]),
        _ => throw new DuckDbException(DuckDbErrorType.NotImplemented, $"Values of type {type} cannot be written; write them as VARCHAR and cast them in a statement."),
    };

    private static VectorWriter Decimal(byte precision, byte scale) => precision switch
    {
        <= 4 => new FixedWriter<short>(v => (short)Fractions.Unscaled(v, precision, scale)),
        <= 9 => new FixedWriter<int>(v => (int)Fractions.Unscaled(v, precision, scale)),
        <= 18 => new FixedWriter<long>(v => (long)Fractions.Unscaled(v, precision, scale)),
        _ => new FixedWriter<Int128>(v => Fractions.Unscaled(v, precision, scale)),
    };

    private static VectorWriter Enumeration(EnumNames names) => names.Count switch
    {
        <= byte.MaxValue => new FixedWriter<byte>(v => (byte)names.IndexOf(v)),
        <= ushort.MaxValue => new FixedWriter<ushort>(v => (ushort)names.IndexOf(v)),
        _ => new FixedWriter<uint>(v => (uint)names.IndexOf(v)),
    };
}
