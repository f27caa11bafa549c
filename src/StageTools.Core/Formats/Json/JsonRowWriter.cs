namespace StageTools.Formats.Json;

/// <summary>NDJSON, an object a line, or JSON, the same lines inside an array.</summary>
internal sealed class JsonRowWriter : RowWriter
{
    private readonly bool _asArray;
    private readonly ShapeCache<byte[][]> _known = new();
    private readonly Utf8Buffer _text = new();
    private byte[][] _names;
    private IReadOnlySet<string> _json = new HashSet<string>(StringComparer.Ordinal);

    public JsonRowWriter(bool asArray, BinaryFormat? binary, IBufferWriter<byte> output, IReadOnlyList<string> columns)
        : base(output, columns, binary ?? BinaryFormat.Base64)
    {
        _asArray = asArray;
        _names = EncodedNames(columns);
    }

    private bool HoldsJson => _json.Count > 0 && _json.Contains(Columns[Column]);

    public override bool CanChangeColumns => true;

    /// <summary>Says which columns hold JSON, whose text is the value.</summary>
    public void Holds(IReadOnlySet<string> json) => _json = json;

    public override void ChangeColumns(IReadOnlyList<string> columns)
    {
        _names = EncodedNames(columns);
        Columns = columns;
    }

    public override void Begin()
    {
        if (_asArray)
            Output.Write("["u8);
    }

    internal override ReadOnlySpan<byte> Ending => _asArray ? "\n]\n"u8 : default;

    private protected override void OpenRow()
    {
        if (_asArray)
            Buffer.Append(RowCount == 0 ? "\n{"u8 : ",\n{"u8);
        else
            Buffer.Append((byte)'{');
    }

    private protected override void OpenValue() => Buffer.Append(_names[Column]);

    private protected override void WriteNull() => Buffer.Append("null"u8);

    private protected override void WriteNumber(double value)
    {
        if (!double.IsFinite(value))
            throw Json.NotFinite(value);
        NumberText.Write(Buffer, value);
    }

    private protected override void WriteNumber(float value)
    {
        if (!float.IsFinite(value))
            throw Json.NotFinite(value);
        NumberText.WriteNarrow(Buffer, value);
    }

    private protected override ReadOnlySpan<byte> MomentQuote => "\""u8;

    private protected override void WriteText(ReadOnlySpan<char> text)
    {
        _text.Truncate(0);
        if (HoldsJson && _text.TryAppend(text) && TryWriteJson(_text.Written))
            return;
        if (!JsonText.TryWrite(Buffer, text))
            throw RefusedSurrogate();
    }

    private protected override void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            throw Refused(NotUtf8);
        if (!HoldsJson || !TryWriteJson(utf8))
            JsonText.Write(Buffer, utf8);
    }

    private protected override void WriteValue(object value) => Json.Write(Buffer, value, depth: 0);

    private protected override void CloseRow() => Buffer.Append(_asArray ? "}"u8 : "}\n"u8);

    // As it stands, but for the blanks between: a row is a line. What is no JSON is a text.
    private bool TryWriteJson(ReadOnlySpan<byte> utf8)
    {
        var start = Buffer.Length;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonNesting.Most });
        try
        {
            for (var at = 0; reader.Read();)
            {
                var token = (int)reader.TokenStartIndex;
                foreach (var c in utf8[at..token])
                {
                    if (c is (byte)',' or (byte)':')
                        Buffer.Append(c);
                }

                at = token + reader.ValueSpan.Length + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);
                Buffer.Append(utf8[token..at]);
            }

            return true;
        }
        catch (JsonException)
        {
            Buffer.Truncate(start);
            return false;
        }
    }

    private byte[][] EncodedNames(IReadOnlyList<string> columns)
    {
        if (!_known.TryGet(columns, out var names))
        {
            names = columns.Select(static (name, index) => EncodedName(name, index == 0)).ToArray();
            _known.Add(columns, names);
        }

        return names;
    }

    private static byte[] EncodedName(string name, bool first)
    {
        var buffer = new Utf8Buffer();
        if (!first)
            buffer.Append((byte)',');
        if (!JsonText.TryWrite(buffer, name))
            throw RefusedName(name);
        buffer.Append((byte)':');
        return buffer.Written.ToArray();
    }
}
