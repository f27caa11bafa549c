namespace StageTools.Formats.Text;

/// <summary>Tells what a value is that is neither text nor number nor moment.</summary>
internal static class OtherValue
{
    /// <summary>Whether the value is bytes, and which.</summary>
    // The exact type: the CLR would let sbyte[] pass for byte[].
    public static bool TryBytes(object value, out ReadOnlySpan<byte> bytes)
    {
        bytes = value switch
        {
            byte[] array when value.GetType() == typeof(byte[]) => array,
            Memory<byte> memory => memory.Span,
            ReadOnlyMemory<byte> memory => memory.Span,
            _ => default,
        };
        return value is Memory<byte> or ReadOnlyMemory<byte> || value.GetType() == typeof(byte[]);
    }

    /// <summary>Whether the value is the NULL of a database.</summary>
    public static bool IsNull(object value) => value is DBNull or INullable { IsNull: true };

    /// <summary>Bytes as text.</summary>
    public static string Encoded(ReadOnlySpan<byte> bytes, BinaryFormat format) =>
        format is BinaryFormat.Base64 ? Convert.ToBase64String(bytes) : Convert.ToHexString(bytes).ToLowerInvariant();

    /// <summary>Whether the value has values inside, in a form that JSON has as well.</summary>
    public static bool IsStructure(object value) => value is IDictionary or IList or IEnumerable<KeyValuePair<string, object?>>;

    /// <summary>The text of an object that says what it is in no other way.</summary>
    public static string Invariant(object value) =>
        (value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value.ToString()) ?? "";
}
