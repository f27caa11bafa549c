namespace StageTools.Formats.Parquet;

/// <summary>A column of a Parquet file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Kind">How values are put into it.</param>
internal sealed record ParquetColumn(string Name, DuckDbType Type, ParquetKind Kind)
{
    private const decimal LargestExact = 1L << 53;

    /// <summary>A list's items, or an object's fields.</summary>
    public IReadOnlyList<ParquetColumn> Inside { get; init; } = [];

    /// <summary>Whether another column takes the same values in the same way.</summary>
    public bool IsLike(ParquetColumn other) =>
        Kind == other.Kind && Type.ToString() == other.Type.ToString() && Inside.Count == other.Inside.Count
            && Inside.Zip(other.Inside).All(static pair => pair.First.IsLike(pair.Second));

    /// <summary>The value as DuckDB's binding takes it; it refuses itself what its own types cannot hold.</summary>
    /// <exception cref="ValueRefused">The column cannot hold it.</exception>
    public object? Convert(object? value) => value switch
    {
        null or DBNull or INullable { IsNull: true } => null,
        nint number => Convert((long)number),
        nuint number => Convert((ulong)number),
        _ => Kind switch
        {
            ParquetKind.Unknown => throw new ValueRefused($"a value of type {value.GetType().Name} stands behind NULLs alone"),
            ParquetKind.Double => Double(value),
            ParquetKind.Text => Text(value),
            ParquetKind.Decimal => Decimal(value),
            ParquetKind.Instant => Instant(value),
            ParquetKind.List => List(value),
            ParquetKind.Struct => Struct(value),
            ParquetKind.Json => ValueText.Structure(value),
            _ => value switch
            {
                Half half => (float)half,
                string or Enum or char => throw new ValueRefused($"the text '{value}' is no {Type}"),
                DateTime or DateTimeOffset when Type.Kind is DuckDbTypeKind.Date => throw new ValueRefused($"{value:O} has a time of day"),
                DateOnly when Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampNs =>
                    throw new ValueRefused($"{value:O} has no time of day"),
                DateTime { Kind: not DateTimeKind.Unspecified } when Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampNs =>
                    throw new ValueRefused($"{value:O} has a zone, and the values before it have none"),
                Memory<byte> bytes => bytes.ToArray(),
                ReadOnlyMemory<byte> bytes => bytes.ToArray(),
                _ => value,
            },
        },
    };

    private static object Double(object value) => value switch
    {
        double => value,
        float narrow => (double)narrow,
        Half half => (double)half,
        decimal number when Math.Abs(number) < LargestExact && NearestDouble.Of(number) is var nearest && (decimal)nearest == number => nearest,
        sbyte or short or int or long or byte or ushort or uint or ulong
            when System.Convert.ToDecimal(value, CultureInfo.InvariantCulture) is >= -LargestExact and <= LargestExact and var exact => (double)exact,
        _ => throw new ValueRefused($"{OtherValue.Invariant(value)} cannot be a floating-point number and stay the same"),
    };

    private static object Text(object value)
    {
        if (value is string)
            return value;

        if (OtherValue.TryBytes(value, out _) || OtherValue.IsStructure(value))
            throw new ValueRefused($"{value.GetType().Name} is no text, as the values before it are");

        return ValueText.Plain(value) ?? OtherValue.Invariant(value);
    }

    private static object Decimal(object value) => value switch
    {
        Enum or char or bool or double or float or Half => throw new ValueRefused($"{OtherValue.Invariant(value)} is no decimal"),
        Int128 or UInt128 or BigInteger => BigInteger.Parse(OtherValue.Invariant(value), CultureInfo.InvariantCulture),
        _ => value,
    };

    private static object Instant(object value) => value switch
    {
        DateTime { Kind: not DateTimeKind.Unspecified } moment => new DateTimeOffset(moment.ToUniversalTime()),
        DateTimeOffset { Offset.Ticks: not 0 } moment => throw new ValueRefused(
            $"{moment:O} has an offset, which Parquet has no place for, and the values before it have none; convert it with ToUniversalTime(), or "
                + "make all of them text"),
        _ => value,
    };

    private object?[] List(object value) =>
        OtherValue.TryBytes(value, out _) || NestedFields.Of(value) is not null || value is string or not IEnumerable
        ? throw new ValueRefused("it is no list, as the values before it are")
        : [.. ((IEnumerable)value).Cast<object?>().Select(Inside[0].Convert)];

    private Dictionary<string, object?> Struct(object value)
    {
        var fields = NestedFields.Of(value);
        if (fields is null || !fields.Select(static f => f.Key).SequenceEqual(Inside.Select(static c => c.Name), StringComparer.Ordinal))
        {
            throw new ValueRefused(
                "it is no object with the same fields as the values before it; give all objects the same fields, or export NDJSON");
        }

        var converted = new Dictionary<string, object?>(fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
            converted.Add(fields[i].Key, Inside[i].Convert(fields[i].Value));

        return converted;
    }
}

/// <summary>How a column's values are put before DuckDB writes them.</summary>
internal enum ParquetKind
{
    /// <summary>No value seen yet: the first one tells.</summary>
    Unknown,

    /// <summary>As they are: DuckDB's binding takes a value where nothing is lost, and refuses it otherwise.</summary>
    Plain,

    /// <summary>64-bit integers, written without a look at each one's type.</summary>
    Integer,

    /// <summary>Floating-point numbers, and others that are the same as one.</summary>
    Double,

    /// <summary>Texts, and what is written as its text: enum members, durations, versions.</summary>
    Text,

    /// <summary>Numbers with a fixed scale.</summary>
    Decimal,

    /// <summary>Moments in time: with a zone, or local.</summary>
    Instant,

    /// <summary>Lists of one type.</summary>
    List,

    /// <summary>Objects of one shape.</summary>
    Struct,

    /// <summary>Lists and objects of several shapes, as JSON text.</summary>
    Json,
}

/// <summary>A value that its column cannot hold; who knows column and row makes the error of it.</summary>
internal sealed class ValueRefused(string why) : Exception(why);

/// <summary>Values that have values inside.</summary>
internal static class NestedFields
{
    /// <summary>The fields of an object or dictionary; null for anything else.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Of(object value) => value switch
    {
        IReadOnlyList<KeyValuePair<string, object?>> fields => fields,
        IEnumerable<KeyValuePair<string, object?>> fields => [.. fields],
        IDictionary entries => [.. entries.Keys.Cast<object>().Select(key => KeyValuePair.Create(OtherValue.Invariant(key), entries[key]))],
        _ => null,
    };
}
