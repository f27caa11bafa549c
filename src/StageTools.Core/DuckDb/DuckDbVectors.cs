using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Value;

namespace StageTools.DuckDb;

/// <summary>The vector of each type.</summary>
internal static class DuckDbVectors
{
    private static readonly UInt128 HighestBit = UInt128.One << 127;

    public static DuckDbVector For(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => new FixedVector<byte>(
            type,
            static v => v != 0,
            static v => v is bool truth ? truth ? (byte)1 : (byte)0 : throw RefusedException.Kind(v, "BOOLEAN"),
            static v => Native.DuckDBCreateBool(v != 0)),
        DuckDbTypeKind.TinyInt => Whole<sbyte>(type, static v => v, Native.DuckDBCreateInt8),
        DuckDbTypeKind.SmallInt => Whole<short>(type, static v => v, Native.DuckDBCreateInt16),
        DuckDbTypeKind.Integer => Whole<int>(type, static v => v, Native.DuckDBCreateInt32),
        DuckDbTypeKind.BigInt => Whole<long>(type, static v => v, Native.DuckDBCreateInt64),
        DuckDbTypeKind.UTinyInt => Whole<byte>(type, static v => v, Native.DuckDBCreateUInt8),
        DuckDbTypeKind.USmallInt => Whole<ushort>(type, static v => v, Native.DuckDBCreateUInt16),
        DuckDbTypeKind.UInteger => Whole<uint>(type, static v => v, Native.DuckDBCreateUInt32),
        DuckDbTypeKind.UBigInt => Whole<ulong>(type, static v => v, Native.DuckDBCreateUInt64),
        DuckDbTypeKind.HugeInt => Whole<Int128>(type, static v => (BigInteger)v, static v => Native.DuckDBCreateHugeInt(Huge(v))),
        DuckDbTypeKind.UHugeInt => Whole<UInt128>(
            type, static v => (BigInteger)v, static v => Native.DuckDBCreateUHugeInt(new((ulong)v, (ulong)(v >> 64)))),
        DuckDbTypeKind.Float => new FixedVector<float>(type, static v => v, Numbers.Single, Native.DuckDBCreateFloat),
        DuckDbTypeKind.Double => new FixedVector<double>(type, static v => v, Numbers.Double, Native.DuckDBCreateDouble),
        DuckDbTypeKind.Decimal => type.Precision switch
        {
            <= 4 => Decimal<short>(type),
            <= 9 => Decimal<int>(type),
            <= 18 => Decimal<long>(type),
            _ => Decimal<Int128>(type),
        },
        DuckDbTypeKind.Date => new FixedVector<int>(
            type, static v => Times.Date(v), Times.Days, static v => Native.DuckDBCreateDate(new() { Days = v })),
        DuckDbTypeKind.Time => new FixedVector<long>(
            type, static v => Times.Micros(v), Times.MicrosOf, static v => Native.DuckDBCreateTime(new() { Micros = v })),
        DuckDbTypeKind.TimeNs => new FixedVector<long>(type, static v => Times.Nanos(v), Times.NanosOf, DuckDbNative.CreateTimeNs),
        DuckDbTypeKind.TimeTz => new FixedVector<DuckDBTimeTzStruct>(type, Times.WithZone),
        DuckDbTypeKind.Timestamp => new FixedVector<long>(
            type, v => Times.Timestamp(v, TimeSpan.TicksPerMicrosecond, type, Native.DuckDBCreateTimestamp), v => Times.Count(v, type),
            static v => Native.DuckDBCreateTimestamp(new() { Micros = v })),
        DuckDbTypeKind.TimestampS => new FixedVector<long>(
            type, v => Times.Timestamp(v, TimeSpan.TicksPerSecond, type, Native.DuckDBCreateTimestampS)),
        DuckDbTypeKind.TimestampMs => new FixedVector<long>(
            type, v => Times.Timestamp(v, TimeSpan.TicksPerMillisecond, type, Native.DuckDBCreateTimestampMs)),
        DuckDbTypeKind.TimestampNs => new FixedVector<long>(
            type, Times.NanosTimestamp, Times.NanosOfTimestamp,
            static v => Native.DuckDBCreateTimestampNs(new() { Micros = v })),
        DuckDbTypeKind.TimestampTz => new FixedVector<long>(
            type, static v => Times.Offset(v), Times.MicrosOfOffset, static v => Native.DuckDBCreateTimestampTz(new() { Micros = v })),
        DuckDbTypeKind.Interval => new FixedVector<DuckDBInterval>(type, Times.Span, Times.IntervalOf, Native.DuckDBCreateInterval),
        DuckDbTypeKind.Uuid => new FixedVector<UInt128>(
            type,
            static v => ByteForms.Guid(v ^ HighestBit),
            static v => v is Guid id ? ByteForms.Number(id) ^ HighestBit : throw RefusedException.Kind(v, "UUID"),
            static v => Native.DuckDBCreateUuid(Huge((Int128)(v ^ HighestBit)))),
        DuckDbTypeKind.Enum => type.Names!.Count switch
        {
            <= byte.MaxValue => new FixedVector<byte>(type, place => type.Names[place]),
            <= ushort.MaxValue => new FixedVector<ushort>(type, place => type.Names[place]),
            _ => new FixedVector<uint>(type, place => type.Names[(int)place]),
        },
        DuckDbTypeKind.VarChar => new TextVector(type),
        DuckDbTypeKind.Blob => new BytesVector(type, static v => v.ToArray(), ByteForms.Blob, static v => Native.DuckDBCreateBlob(v, v.Length)),
        DuckDbTypeKind.Geometry => new BytesVector(type, static v => v.ToArray()),
        DuckDbTypeKind.Bit => new BytesVector(type, ByteForms.Bits),
        DuckDbTypeKind.BigNum => new BytesVector(type, static v => ByteForms.BigNum(v), ByteForms.BigNumOf, ByteForms.CreateBigNum),
        DuckDbTypeKind.List => new ListVector(type, For(type.Item!)),
        DuckDbTypeKind.Array => new ArrayVector(type, For(type.Item!)),
        DuckDbTypeKind.Map => new MapVector(type, For(type.Fields![0].Type), For(type.Fields[1].Type)),
        DuckDbTypeKind.Struct => new StructVector(type, [.. type.Fields!.Select(static field => For(field.Type))]),
        DuckDbTypeKind.Union => new UnionVector(type, For(DuckDbType.UTinyInt), [.. type.Fields!.Select(static member => For(member.Type))]),
        _ => new DuckDbVector(type),
    };

    private static FixedVector<T> Whole<T>(DuckDbType type, Func<T, object> read, Func<T, DuckDBValue> create)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => new(type, read, v => Numbers.To<T>(v, type), create);

    private static FixedVector<T> Decimal<T>(DuckDbType type)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (precision, scale) = (type.Precision, type.Scale);
        return new(
            type,
            v => Numbers.Decimal(Int128.CreateTruncating(v), precision, scale),
            v => T.CreateTruncating(Numbers.Unscaled(v, precision, scale)),
            v => Native.DuckDBCreateDecimal(new(precision, scale, Huge(Int128.CreateTruncating(v)))));
    }

    private static DuckDBHugeInt Huge(Int128 value) => new((ulong)value, (long)(value >> 64));
}
