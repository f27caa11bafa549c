using System.Buffers;

namespace StageTools.Formats;

/// <summary>NDJSON, an object a line, or JSON, the same lines inside an array.</summary>
internal sealed class JsonRowWriter : BufferedRowWriter
{
    private readonly bool _asArray;
    private readonly Dictionary<IReadOnlyList<string>, byte[][]> _known = new(ReferenceEqualityComparer.Instance);
    private byte[][] _names;

    public JsonRowWriter(bool asArray, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(output, columns, convert)
    {
        _asArray = asArray;
        _names = EncodedNames(columns);
    }

    public override bool CanChangeColumns => true;

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

    public override void End()
    {
        if (_asArray)
            Output.Write("\n]\n"u8);
    }

    protected override void BeginRow()
    {
        if (_asArray)
            Buffer.Append(RowCount == 0 ? "\n{"u8 : ",\n{"u8);
        else
            Buffer.Append((byte)'{');
    }

    protected override void WriteValue(int column, object? value)
    {
        Buffer.Append(_names[column]);
        Json.Write(Buffer, value, depth: 0);
    }

    protected override void EndRow() => Buffer.Append(_asArray ? "}"u8 : "}\n"u8);

    private byte[][] EncodedNames(IReadOnlyList<string> columns)
    {
        if (!_known.TryGetValue(columns, out var names))
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
