namespace StageTools.Query;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name; no two of a result are the same, in any case.</param>
/// <param name="Type">What its values are; <see cref="object"/> where they vary: a number that may be larger than a long or a
/// decimal, an interval.</param>
/// <param name="SqlType">Its type in SQL.</param>
public sealed record QueryColumn(string Name, Type Type, string SqlType);

/// <summary>Some rows of a result, column by column; used again for the next ones.</summary>
public sealed class QueryRows
{
    /// <summary>The most rows there are.</summary>
    internal const int MostRows = 2048;

    // Written out: a native client has no arrays but those that its code names.
    private static readonly Dictionary<Type, Func<int, Array>> Arrays = new(
    [
        Values<bool>(), Values<sbyte>(), Values<short>(), Values<int>(), Values<long>(), Values<byte>(), Values<ushort>(), Values<uint>(),
        Values<ulong>(), Values<float>(), Values<double>(), Values<decimal>(), Values<DateOnly>(), Values<TimeOnly>(),
        Values<DateTime>(), Values<DateTimeOffset>(), Values<Guid>(), Objects<string>(), Objects<byte[]>(), Objects<object[]>(),
        Objects<IReadOnlyDictionary<string, object?>>(),
    ]);

    internal QueryRows(IReadOnlyList<QueryColumn> columns) => Columns = [.. columns.Select(static c => NewArray(c.Type, MostRows))];

    /// <summary>How many rows there are now.</summary>
    public int Count { get; internal set; }

    /// <summary>The values of each column: an array of its type, of <see cref="Nullable{T}"/> where that is a value type.</summary>
    public IReadOnlyList<Array> Columns { get; }

    /// <summary>What an array of a column's values holds: the type itself, or its nullable form.</summary>
    public static Type ElementOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return NewArray(type, 0).GetType().GetElementType()!;
    }

    private static Array NewArray(Type type, int length) => Arrays.TryGetValue(type, out var make) ? make(length) : new object?[length];

    private static KeyValuePair<Type, Func<int, Array>> Values<T>()
        where T : struct => new(typeof(T), static length => new T?[length]);

    private static KeyValuePair<Type, Func<int, Array>> Objects<T>()
        where T : class => new(typeof(T), static length => new T[length]);
}

/// <summary>Moves a column's values from DuckDB's chunks into arrays, without a box where their form allows.</summary>
internal static class ColumnReader
{
    // Whole numbers of any size, and days and moments, of which .NET has no form for some: those are texts.
    private static readonly HashSet<Type> Varying = [typeof(BigInteger), typeof(DateOnly), typeof(DateTime), typeof(DateTimeOffset)];

    /// <summary>Reads a column of a chunk.</summary>
    public delegate void Read(DuckDbChunk chunk, int column, Array into);

    /// <summary>What the values of a type are in a result: whole numbers wider than a long are longs where they fit, as the readers of files have
    /// it.</summary>
    public static Type TypeOf(DuckDbType type) => Varying.Contains(type.ClrType) ? typeof(object) : type.ClrType;

    /// <summary>The reader of a type.</summary>
    public static Read Of(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.Boolean => Raw<byte, bool>(static raw => raw != 0),
        DuckDbTypeKind.TinyInt => Raw<sbyte, sbyte>(static raw => raw),
        DuckDbTypeKind.SmallInt => Raw<short, short>(static raw => raw),
        DuckDbTypeKind.Integer => Raw<int, int>(static raw => raw),
        DuckDbTypeKind.BigInt => Raw<long, long>(static raw => raw),
        DuckDbTypeKind.UTinyInt => Raw<byte, byte>(static raw => raw),
        DuckDbTypeKind.USmallInt => Raw<ushort, ushort>(static raw => raw),
        DuckDbTypeKind.UInteger => Raw<uint, uint>(static raw => raw),
        DuckDbTypeKind.UBigInt => Raw<ulong, ulong>(static raw => raw),
        DuckDbTypeKind.Float => Raw<float, float>(static raw => raw),
        DuckDbTypeKind.Double => Raw<double, double>(static raw => raw),
        DuckDbTypeKind.Decimal when type.Precision <= 28 => Boxed<decimal?>(),
        DuckDbTypeKind.Time or DuckDbTypeKind.TimeNs => Boxed<TimeOnly?>(),
        DuckDbTypeKind.Uuid => Boxed<Guid?>(),
        _ when type.ClrType == typeof(BigInteger) => Boxed<object?>(Narrow),
        _ => Boxed<object?>(FarMoment.ToText),
    };

    private static Read Raw<TRaw, T>(Func<TRaw, T> value)
        where TRaw : unmanaged
        where T : struct => (chunk, column, into) =>
    {
        var target = ((T?[])into).AsSpan(0, chunk.RowCount);
        var raw = chunk.Values<TRaw>(column);
        var validity = chunk.Validity(column);
        for (var i = 0; i < target.Length; i++)
            target[i] = validity.IsEmpty || (validity[i >> 6] >> (i & 63) & 1) != 0 ? value(raw[i]) : null;
    };

    private static Read Boxed<T>(Func<object?, object?>? change = null)
    {
        var buffer = new object?[QueryRows.MostRows];
        return (chunk, column, into) =>
        {
            chunk.Read(column, buffer.AsSpan(0, chunk.RowCount));
            var target = (T[])into;
            for (var i = 0; i < chunk.RowCount; i++)
                target[i] = (T)(change is null ? buffer[i] : change(buffer[i]))!;
        };
    }

    private static object? Narrow(object? value) =>
        value is BigInteger whole && whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : value;
}
