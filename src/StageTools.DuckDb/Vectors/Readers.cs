using System.Numerics;
using System.Text;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>The reader of each type.</summary>
internal static class Readers
{
    public static VectorReader For(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => new FixedReader<byte>(static v => v != 0),
        DuckDbTypeKind.TinyInt => new FixedReader<sbyte>(static v => v),
        DuckDbTypeKind.SmallInt => new FixedReader<short>(static v => v),
        DuckDbTypeKind.Integer => new FixedReader<int>(static v => v),
        DuckDbTypeKind.BigInt => new FixedReader<long>(static v => v),
        DuckDbTypeKind.UTinyInt => new FixedReader<byte>(static v => v),
        DuckDbTypeKind.USmallInt => new FixedReader<ushort>(static v => v),
        DuckDbTypeKind.UInteger => new FixedReader<uint>(static v => v),
        DuckDbTypeKind.UBigInt => new FixedReader<ulong>(static v => v),
        DuckDbTypeKind.HugeInt => new FixedReader<Int128>(static v => (BigInteger)v),
        DuckDbTypeKind.UHugeInt => new FixedReader<UInt128>(static v => (BigInteger)v),
        DuckDbTypeKind.Float => new FixedReader<float>(static v => v),
        DuckDbTypeKind.Double => new FixedReader<double>(static v => v),
        DuckDbTypeKind.Date => new FixedReader<int>(static v => Dates.Date(v)),
        DuckDbTypeKind.Time => new FixedReader<long>(static v => Times.Micros(v)),
        DuckDbTypeKind.TimeNs => new FixedReader<long>(static v => Times.Nanos(v)),
        DuckDbTypeKind.TimeTz => new FixedReader<ulong>(static v => Times.WithZone(v)),
        DuckDbTypeKind.Timestamp => new FixedReader<long>(static v => Dates.Timestamp(v, TimeSpan.TicksPerMicrosecond, "TIMESTAMP")),
        DuckDbTypeKind.TimestampS => new FixedReader<long>(static v => Dates.Timestamp(v, TimeSpan.TicksPerSecond, "TIMESTAMP_S")),
        DuckDbTypeKind.TimestampMs => new FixedReader<long>(static v => Dates.Timestamp(v, TimeSpan.TicksPerMillisecond, "TIMESTAMP_MS")),
        DuckDbTypeKind.TimestampNs => new FixedReader<long>(static v => Dates.Nanos(v)),
        DuckDbTypeKind.TimestampTz => new FixedReader<long>(static v => Dates.Offset(v)),
        DuckDbTypeKind.Interval => new FixedReader<NativeInterval>(Intervals.Value),
        DuckDbTypeKind.Uuid => new FixedReader<UInt128>(static v => Uuids.FromStored(v)),
        DuckDbTypeKind.Decimal => Decimal(type.Precision, type.Scale),
        DuckDbTypeKind.Enum => Enumeration(type.Names!),
        DuckDbTypeKind.VarChar => new BytesReader(static bytes => Encoding.UTF8.GetString(bytes)),
        DuckDbTypeKind.Blob or DuckDbTypeKind.Geometry => new BytesReader(static bytes => bytes.ToArray()),
        DuckDbTypeKind.Bit => new BytesReader(Bits.Text),
        DuckDbTypeKind.BigNum => new BytesReader(static bytes => BigNums.Value(bytes)),
        DuckDbTypeKind.List => new ListReader(For(type.Item!)),
        DuckDbTypeKind.Array => new ArrayReader(For(type.Item!), type.Length),
        DuckDbTypeKind.Struct => new StructReader(Names(type.Fields!), [.. type.Fields!.Select(static field => For(field.Type))]),
        DuckDbTypeKind.Map => new MapReader(For(type.Fields![0].Type), For(type.Fields[1].Type), type.Fields[0].Type.Kind == DuckDbTypeKind.VarChar),
        DuckDbTypeKind.Union => new UnionReader([.. type.Fields!.Select(static member => For(member.Type))]),
        _ => new UnreadableReader(type),
    };

    private static VectorReader Decimal(byte precision, byte scale) => precision switch
    {
        <= 4 => new FixedReader<short>(v => Fractions.Decimal(v, scale)),
        <= 9 => new FixedReader<int>(v => Fractions.Decimal(v, scale)),
        <= 18 => new FixedReader<long>(v => Fractions.Decimal(v, scale)),
        <= 28 => new FixedReader<Int128>(v => Fractions.Decimal(v, scale)),
        _ => new FixedReader<Int128>(v => Fractions.Wide(v, precision, scale)),
    };

    private static VectorReader Enumeration(IReadOnlyList<string> names) => names.Count switch
    {
        <= byte.MaxValue => new FixedReader<byte>(v => names[v]),
        <= ushort.MaxValue => new FixedReader<ushort>(v => names[v]),
        _ => new FixedReader<uint>(v => names[(int)v]),
    };

    private static string[] Names(IReadOnlyList<DuckDbColumn> fields) =>
        [.. fields.Select(static (field, i) => field.Name.Length > 0 ? field.Name : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
