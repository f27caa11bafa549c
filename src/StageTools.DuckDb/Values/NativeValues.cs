using System.Numerics;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Types;

namespace StageTools.DuckDb.Values;

/// <summary>DuckDB's values, which parameters are given.</summary>
internal static unsafe class NativeValues
{
    /// <summary>A value of the type that it has by itself.</summary>
    public static ValueHandle Create(object? value) => value is null or DBNull ? NativeMethods.CreateNull() : Create(NaturalTypes.Of(value), value);

    /// <summary>A value of a type.</summary>
    public static ValueHandle Create(DuckDbType type, object? value)
    {
        if (value is null or DBNull)
        {
            return NativeMethods.CreateNull();
        }

        var made = type.Kind switch
        {
            DuckDbTypeKind.Boolean => NativeMethods.CreateBool(value is bool truth ? (byte)(truth ? 1 : 0) : throw RefusedException.Kind(value, "BOOLEAN")),
            DuckDbTypeKind.TinyInt => NativeMethods.CreateInt8(Whole.To<sbyte>(value, "TINYINT")),
            DuckDbTypeKind.SmallInt => NativeMethods.CreateInt16(Whole.To<short>(value, "SMALLINT")),
            DuckDbTypeKind.Integer => NativeMethods.CreateInt32(Whole.To<int>(value, "INTEGER")),
            DuckDbTypeKind.BigInt => NativeMethods.CreateInt64(Whole.To<long>(value, "BIGINT")),
            DuckDbTypeKind.UTinyInt => NativeMethods.CreateUInt8(Whole.To<byte>(value, "UTINYINT")),
            DuckDbTypeKind.USmallInt => NativeMethods.CreateUInt16(Whole.To<ushort>(value, "USMALLINT")),
            DuckDbTypeKind.UInteger => NativeMethods.CreateUInt32(Whole.To<uint>(value, "UINTEGER")),
            DuckDbTypeKind.UBigInt => NativeMethods.CreateUInt64(Whole.To<ulong>(value, "UBIGINT")),
            DuckDbTypeKind.HugeInt => NativeMethods.CreateHugeInt(NativeHugeInt.From(Whole.To<Int128>(value, "HUGEINT"))),
            DuckDbTypeKind.UHugeInt => NativeMethods.CreateUHugeInt(NativeHugeInt.From(Whole.To<UInt128>(value, "UHUGEINT"))),
            DuckDbTypeKind.BigNum => BigNum(value),
            DuckDbTypeKind.Float => NativeMethods.CreateFloat(Fractions.Single(value)),
            DuckDbTypeKind.Double => NativeMethods.CreateDouble(Fractions.Double(value)),
            DuckDbTypeKind.Decimal => NativeMethods.CreateDecimal(new(type.Precision, type.Scale, NativeHugeInt.From(Fractions.Unscaled(value, type.Precision, type.Scale)))),
            DuckDbTypeKind.Date => NativeMethods.CreateDate(Dates.Days(value)),
            DuckDbTypeKind.Time => NativeMethods.CreateTime(Times.MicrosOf(value)),
            DuckDbTypeKind.TimeNs => NativeMethods.CreateTimeNs(Times.NanosOf(value)),
            DuckDbTypeKind.TimeTz => NativeMethods.CreateTimeTz(Times.WithZone(value)),
            DuckDbTypeKind.Timestamp => NativeMethods.CreateTimestamp(Dates.Count(value, TimeSpan.TicksPerMicrosecond, "TIMESTAMP")),
            DuckDbTypeKind.TimestampS => NativeMethods.CreateTimestampS(Dates.Count(value, TimeSpan.TicksPerSecond, "TIMESTAMP_S")),
            DuckDbTypeKind.TimestampMs => NativeMethods.CreateTimestampMs(Dates.Count(value, TimeSpan.TicksPerMillisecond, "TIMESTAMP_MS")),
            DuckDbTypeKind.TimestampNs => NativeMethods.CreateTimestampNs(Dates.NanosOf(value)),
            DuckDbTypeKind.TimestampTz => NativeMethods.CreateTimestampTz(Dates.MicrosOfOffset(value)),
            DuckDbTypeKind.Interval => NativeMethods.CreateInterval(Intervals.From(value)),
            DuckDbTypeKind.Uuid => NativeMethods.CreateUuid(NativeHugeInt.From(Uuids.Number(value))),
            DuckDbTypeKind.VarChar => Text(value),
            DuckDbTypeKind.Blob => Blob(value as byte[] ?? throw RefusedException.Kind(value, "BLOB")),
            DuckDbTypeKind.Bit => Bit(value),
            DuckDbTypeKind.Enum => OfType(type, handle => NativeMethods.CreateEnum(handle, (ulong)new EnumNames(type.Names!).IndexOf(value))),
            DuckDbTypeKind.List => Several(type, value),
            DuckDbTypeKind.Array => Several(type, value),
            DuckDbTypeKind.Struct => Struct(type, value),
            DuckDbTypeKind.Map => Map(type, value),
            DuckDbTypeKind.Union => Union(type, value),
            _ => throw new RefusedException($"values of type {type} cannot be given to a statement; give a text and cast it there"),
        };
        return made.IsInvalid ? throw new RefusedException($"DuckDB makes no {type} of it") : made;
    }

    private static ValueHandle Text(object value)
    {
        var text = value as string ?? (value is char character ? character.ToString() : throw RefusedException.Kind(value, "VARCHAR"));
        try
        {
            var bytes = Utf8.Encoding.GetBytes(text);
            fixed (byte* start = bytes)
            {
                var nothing = default(byte);
                return NativeMethods.CreateText(start is null ? &nothing : start, (ulong)bytes.Length);
            }
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new RefusedException("a text has half of a surrogate pair, which UTF-8 cannot hold", e);
        }
    }

    private static ValueHandle Blob(byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            var nothing = default(byte);
            return NativeMethods.CreateBlob(start is null ? &nothing : start, (ulong)bytes.Length);
        }
    }

    private static ValueHandle Bit(object value)
    {
        var stored = Bits.Stored(value);
        fixed (byte* start = stored)
        {
            return NativeMethods.CreateBit(new NativeBytes { Data = start, Size = (ulong)stored.Length });
        }
    }

    private static ValueHandle BigNum(object value)
    {
        var number = Whole.From(value, "BIGNUM");
        var size = BigInteger.Abs(number).ToByteArray(isUnsigned: true, isBigEndian: true);
        fixed (byte* start = size)
        {
            return NativeMethods.CreateBigNum(new NativeBigNum { Data = start, Size = (ulong)size.Length, IsNegative = (byte)(number.Sign < 0 ? 1 : 0) });
        }
    }

    private static ValueHandle Several(DuckDbType type, object value)
    {
        var items = Items.Of(value) ?? throw RefusedException.Kind(value, type.ToString());
        if (type.Kind == DuckDbTypeKind.Array && items.Count != type.Length)
        {
            throw new RefusedException($"a list of {items.Count} is no {type}");
        }

        using var values = new ValueArray(items.Cast<object?>().Select(item => Create(type.Item!, item)));
        return OfType(type.Item!, item => type.Kind == DuckDbTypeKind.List
            ? NativeMethods.CreateList(item, values.Pointer, (ulong)values.Count)
            : NativeMethods.CreateArray(item, values.Pointer, (ulong)values.Count));
    }

    private static ValueHandle Struct(DuckDbType type, object value)
    {
        using var values = new ValueArray(Items.Fields(value, type.Fields!).Select((field, i) => Create(type.Fields![i].Type, field)));
        return OfType(type, handle => NativeMethods.CreateStruct(handle, values.Pointer));
    }

    private static ValueHandle Map(DuckDbType type, object value)
    {
        var pairs = Items.Map(value);
        using var keys = new ValueArray(pairs.Select(pair => Create(type.Fields![0].Type, pair.Key)));
        using var values = new ValueArray(pairs.Select(pair => Create(type.Fields![1].Type, pair.Value)));
        return OfType(type, handle => NativeMethods.CreateMap(handle, keys.Pointer, values.Pointer, (ulong)keys.Count));
    }

    private static ValueHandle Union(DuckDbType type, object value)
    {
        foreach (var i in Unions.Order(type.Fields!, value))
        {
            try
            {
                using var member = Create(type.Fields![i].Type, value);
                return OfType(type, handle => NativeMethods.CreateUnion(handle, (ulong)i, member));
            }
            catch (RefusedException)
            {
                // The next member may take it.
            }
        }

        throw new RefusedException($"no member of the UNION takes a value of type {value.GetType()}");
    }

    private static ValueHandle OfType(DuckDbType type, Func<LogicalTypeHandle, ValueHandle> make)
    {
        using var handle = LogicalTypes.Create(type);
        return make(handle);
    }
}
