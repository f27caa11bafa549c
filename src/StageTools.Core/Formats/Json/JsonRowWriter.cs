using System.Buffers;
using System.Text.Unicode;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Formats.Json;

/// <summary>NDJSON, an object a line, or JSON, the same lines inside an array.</summary>
internal sealed class JsonRowWriter : RowWriter
{
    private readonly bool _asArray;
    private readonly Dictionary<IReadOnlyList<string>, byte[][]> _known = new(ReferenceEqualityComparer.Instance);
    private byte[][] _names;

    public JsonRowWriter(
        bool asArray, BinaryFormat? binary, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(output, columns, binary ?? BinaryFormat.Base64, convert)
    {
        _asArray = asArray;
        _names = EncodedNames(columns);
    }

    private static ReadOnlySpan<byte> ArrayEnd => "\n]\n"u8;

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

    internal override int EndLength => _asArray ? ArrayEnd.Length : 0;

    public override void End()
    {
        if (_asArray)
            Output.Write(ArrayEnd);
    }

    private protected override void OpenRow()
    {
        if (_asArray)
            Buffer.Append(RowCount == 0 ? "\n{"u8 : ",\n{"u8);
        else
            Buffer.Append((byte)'{');
    }

    private protected override void OpenValue() => Buffer.Append(_names[Column]);

    private protected override void WriteNull() => Buffer.Append("null"u8);

    private protected override void WriteNumber(long value) => Buffer.AppendFormatted(value);

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

    private protected override void WriteNumber(decimal value) => Buffer.AppendFormatted(value);

    private protected override void WriteTruth(bool value) => Buffer.Append(value ? "true"u8 : "false"u8);

    private protected override void WriteText(ReadOnlySpan<char> text)
    {
        if (!JsonText.TryWrite(Buffer, text))
            throw RefusedSurrogate();
    }

    private protected override void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            throw Refused(NotUtf8);
        JsonText.Write(Buffer, utf8);
    }

    private protected override void WriteValue(object value) => Json.Write(Buffer, value, depth: 0);

    private protected override void CloseRow() => Buffer.Append(_asArray ? "}"u8 : "}\n"u8);

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
