namespace StageTools.Formats.Parquet;

/// <summary>Goes through what is written in Thrift's compact protocol, as the footer of a Parquet file is.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct CompactCursor(ReadOnlySpan<byte> bytes)
{
    private const int MostShort = 14;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes it has gone through.</summary>
    public int At { get; private set; }

    /// <summary>What it went through from a place on.</summary>
    public readonly ReadOnlySpan<byte> Since(int from) => _bytes[from..At];

    /// <summary>Goes behind the head of a struct's next field, or behind its end.</summary>
    /// <param name="field">The number of the field before, 0 at the first; then that of this one.</param>
    /// <param name="type">The field's type.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryReadField(ref int field, out CompactType type)
    {
        var head = _bytes[At++];
        type = (CompactType)(head & 0x0F);
        if (type == CompactType.Stop)
            return false;

        field = head >> 4 is > 0 and var step ? field + step : (int)ReadInteger();
        return true;
    }

    /// <summary>Reads a whole number of any width.</summary>
    public long ReadInteger()
    {
        var value = ReadLength();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Goes behind the head of a list.</summary>
    /// <returns>How many elements it has, and of which type.</returns>
    public (int Count, CompactType Type) ReadList()
    {
        var head = _bytes[At++];
        return (head >> 4 is <= MostShort and var count ? count : (int)ReadLength(), (CompactType)(head & 0x0F));
    }

    /// <summary>Goes behind a value.</summary>
    public void Skip(CompactType type)
    {
        switch (type)
        {
            case CompactType.True or CompactType.False:
                break;
            case CompactType.Byte:
                At++;
                break;
            case CompactType.Short or CompactType.Integer or CompactType.Long:
                ReadLength();
                break;
            case CompactType.Double:
                At += sizeof(double);
                break;
            case CompactType.Binary:
                var length = (int)ReadLength();
                At += length;
                break;
            case CompactType.List:
                SkipList();
                break;
            case CompactType.Struct:
                for (var field = 0; TryReadField(ref field, out var inner);)
                    Skip(inner);
                break;
            default:
                throw new InvalidDataException($"A footer of Parquet has no values of the type {type}.");
        }
    }

    /// <summary>Writes a whole number.</summary>
    public static void WriteInteger(Utf8Buffer to, long value) => WriteLength(to, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes the head of a list.</summary>
    public static void WriteList(Utf8Buffer to, int count, CompactType type)
    {
        to.Append((byte)((Math.Min(count, MostShort + 1) << 4) | (int)type));
        if (count > MostShort)
            WriteLength(to, (ulong)count);
    }

    private static void WriteLength(Utf8Buffer to, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            to.Append((byte)(value | 0x80));

        to.Append((byte)value);
    }

    private ulong ReadLength()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[At++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next <= 0x7F)
                return value;
        }
    }

    private void SkipList()
    {
        var (count, type) = ReadList();

        // In a list a truth is a byte of its own; in a struct the head of its field tells it.
        for (; count > 0; count--)
            Skip(type is CompactType.True or CompactType.False ? CompactType.Byte : type);
    }
}

/// <summary>The types of Thrift's compact protocol, by their numbers there.</summary>
internal enum CompactType
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Short = 4,
    Integer = 5,
    Long = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Struct = 12,
}
