namespace StageTools.Export.Parts;

/// <summary>Rows as bytes and back, each value exactly as it was, a list as an array and an object as its fields. One of a type that has no bytes
/// here stays in memory; only its place is in them.</summary>
internal sealed class RowCodec
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Plain[] Plains =
    [
        new Plain<sbyte>(), new Plain<short>(), new Plain<int>(), new Plain<byte>(), new Plain<ushort>(), new Plain<uint>(), new Plain<ulong>(),
        new Plain<Int128>(), new Plain<UInt128>(), new Plain<Half>(), new Plain<float>(), new Plain<decimal>(), new Plain<SqlDecimal>(),
        new Plain<DateTime>(), new Plain<DateTimeOffset>(), new Plain<DateOnly>(), new Plain<TimeOnly>(), new Plain<TimeSpan>(),
        new Plain<Guid>(), new Plain<char>(),
    ];

    private static readonly FrozenDictionary<Type, Tag> PlainTags =
        Plains.Select(static (plain, i) => (plain.Type, Tag: Tag.FirstPlain + (byte)i)).ToFrozenDictionary(static p => p.Type, static p => p.Tag);

    private readonly List<object> _kept = [];

    private enum Tag : byte
    {
        Null, Int64, Double, False, True, Text, Bytes, BigInteger, Uri, Version, List, Fields, Kept, FirstPlain,
    }

    /// <summary>Writes a row.</summary>
    public void Write(IBufferWriter<byte> to, in BatchRow row)
    {
        Put(to, row.Number);
        for (var i = 0; i < row.Columns.Count; i++)
        {
            var cells = row.Batch[i];
            switch (cells.KindOf(row.Index))
            {
                case CellKind.Null: Put(to, Tag.Null); break;
                case CellKind.Int64: Put(to, Tag.Int64, cells.Int64(row.Index)); break;
                case CellKind.Double: Put(to, Tag.Double, cells.Double(row.Index)); break;
                case CellKind.Boolean: Put(to, cells.Boolean(row.Index) ? Tag.True : Tag.False); break;
                case CellKind.Text: Put(to, Tag.Text, cells.Text(row.Index)); break;
                default: Write(to, cells.Value(row.Index)!); break;
            }
        }
    }

    /// <summary>Adds the first row of these bytes to a batch that has numbers.</summary>
    /// <returns>How long it is.</returns>
    public int Read(ReadOnlySpan<byte> bytes, RowBatch to, int columns)
    {
        var rest = bytes;
        to.Numbers!.Add(Take<long>(ref rest));
        var row = to.AddRow(columns);
        for (var i = 0; i < columns; i++)
        {
            switch (Take<Tag>(ref rest))
            {
                case Tag.Null: break;
                case Tag.Int64: to[i].SetInt64(row, Take<long>(ref rest)); break;
                case Tag.Double: to[i].SetDouble(row, Take<double>(ref rest)); break;
                case Tag.False: to[i].SetBoolean(row, value: false); break;
                case Tag.True: to[i].SetBoolean(row, value: true); break;
                case Tag.Text: to[i].SetText(row, TakeBytes(ref rest)); break;
                case var tag: to[i].Set(row, Value(tag, ref rest)); break;
            }
        }

        return bytes.Length - rest.Length;
    }

    private static void Put<T>(IBufferWriter<byte> to, T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(to.GetSpan(Plain<T>.Size), value);
        to.Advance(Plain<T>.Size);
    }

    private static void Put<T>(IBufferWriter<byte> to, Tag tag, T value)
        where T : unmanaged
    {
        Put(to, tag);
        Put(to, value);
    }

    private static void Put(IBufferWriter<byte> to, Tag tag, ReadOnlySpan<byte> bytes)
    {
        Put(to, tag, bytes.Length);
        to.Write(bytes);
    }

    private static T Take<T>(ref ReadOnlySpan<byte> from)
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(from);
        from = from[Plain<T>.Size..];
        return value;
    }

    private static ReadOnlySpan<byte> TakeBytes(ref ReadOnlySpan<byte> from)
    {
        var length = Take<int>(ref from);
        var bytes = from[..length];
        from = from[length..];
        return bytes;
    }

    private static string TakeText(ref ReadOnlySpan<byte> from) => Utf8.GetString(TakeBytes(ref from));

    private void Write(IBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null or DBNull: Put(to, Tag.Null); break;
            case long number: Put(to, Tag.Int64, number); break;
            case double number: Put(to, Tag.Double, number); break;
            case bool truth: Put(to, truth ? Tag.True : Tag.False); break;
            case string text: WriteText(to, text); break;
            case byte[] bytes when value.GetType() == typeof(byte[]): Put(to, Tag.Bytes, bytes); break;
            case BigInteger number: Put(to, Tag.BigInteger, number.ToByteArray()); break;
            case Uri uri: Put(to, Tag.Uri, Utf8.GetBytes(uri.OriginalString)); break;
            case Version version: Put(to, Tag.Version, Utf8.GetBytes(version.ToString())); break;
            case IReadOnlyCollection<object?> items when value is List<object?> || value.GetType() == typeof(object[]): WriteItems(to, items); break;
            case IReadOnlyCollection<KeyValuePair<string, object?>> fields: WriteFields(to, fields); break;
            case var _ when PlainTags.TryGetValue(value.GetType(), out var tag): Plains[tag - Tag.FirstPlain].Write(to, tag, value); break;
            default: Keep(to, value); break;
        }
    }

    private void WriteText(IBufferWriter<byte> to, string text)
    {
        try
        {
            Put(to, Tag.Text, Utf8.GetBytes(text));
        }
        catch (EncoderFallbackException)
        {
            Keep(to, text);
        }
    }

    private void WriteItems(IBufferWriter<byte> to, IReadOnlyCollection<object?> items)
    {
        Put(to, Tag.List, items.Count);
        foreach (var item in items)
            Write(to, item);
    }

    private void WriteFields(IBufferWriter<byte> to, IReadOnlyCollection<KeyValuePair<string, object?>> fields)
    {
        Put(to, Tag.Fields, fields.Count);
        foreach (var (name, value) in fields)
        {
            Write(to, name);
            Write(to, value);
        }
    }

    private void Keep(IBufferWriter<byte> to, object value)
    {
        // An enum has few members, and many rows.
        var place = value is Enum ? _kept.IndexOf(value) : -1;
        if (place < 0)
        {
            place = _kept.Count;
            _kept.Add(value);
        }

        Put(to, Tag.Kept, place);
    }

    private object? Value(ref ReadOnlySpan<byte> from) => Value(Take<Tag>(ref from), ref from);

    private object? Value(Tag tag, ref ReadOnlySpan<byte> from)
    {
        switch (tag)
        {
            case Tag.Null: return null;
            case Tag.Int64: return Take<long>(ref from);
            case Tag.Double: return Take<double>(ref from);
            case Tag.False: return false;
            case Tag.True: return true;
            case Tag.Text: return TakeText(ref from);
            case Tag.Bytes: return TakeBytes(ref from).ToArray();
            case Tag.BigInteger: return new BigInteger(TakeBytes(ref from));
            case Tag.Uri: return new Uri(TakeText(ref from), UriKind.RelativeOrAbsolute);
            case Tag.Version: return Version.Parse(TakeText(ref from));
            case Tag.List: return Items(ref from);
            case Tag.Fields: return Fields(ref from);
            case Tag.Kept: return _kept[Take<int>(ref from)];
            default: return Plains[tag - Tag.FirstPlain].Read(ref from);
        }
    }

    private object?[] Items(ref ReadOnlySpan<byte> from)
    {
        var items = new object?[Take<int>(ref from)];
        for (var i = 0; i < items.Length; i++)
            items[i] = Value(ref from);

        return items;
    }

    private KeyValuePair<string, object?>[] Fields(ref ReadOnlySpan<byte> from)
    {
        var fields = new KeyValuePair<string, object?>[Take<int>(ref from)];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = new((string)Value(ref from)!, Value(ref from));

        return fields;
    }

    /// <summary>A type whose bytes are its value.</summary>
    private abstract class Plain
    {
        public abstract Type Type { get; }

        public abstract void Write(IBufferWriter<byte> to, Tag tag, object value);

        public abstract object Read(ref ReadOnlySpan<byte> from);
    }

    private sealed class Plain<T> : Plain
        where T : unmanaged
    {
        public static readonly int Size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

        public override Type Type => typeof(T);

        public override void Write(IBufferWriter<byte> to, Tag tag, object value) => Put(to, tag, (T)value);

        public override object Read(ref ReadOnlySpan<byte> from) => Take<T>(ref from);
    }
}
