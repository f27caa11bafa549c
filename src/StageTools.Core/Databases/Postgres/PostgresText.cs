using System.Buffers;
using System.Globalization;
using System.Numerics;
using StageTools.Databases.Columns;
using StageTools.Formats.Text;
using StageTools.Rows;

namespace StageTools.Databases.Postgres;

/// <summary>Rows in the text form of PostgreSQL's COPY: a tab between two values, NULL as <c>\N</c>, a backslash before what has a meaning.</summary>
internal sealed class PostgresText
{
    private const int Full = 128 * 1024;

    private static readonly SearchValues<char> Special = SearchValues.Create("\\\t\n\r\b\f\v");

    private readonly ArrayBufferWriter<byte> _bytes = new(Full * 2);
    private readonly Utf8Buffer _value = new();

    /// <summary>What was written and not yet taken.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Whether it is time to take it.</summary>
    public bool IsFull => _bytes.WrittenCount >= Full;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _value.Truncate(0);
    }

    public void Write(RowBatch rows, int row, int width)
    {
        for (var i = 0; i < width; i++)
        {
            if (i > 0)
                _value.Append((byte)'\t');

            var cells = rows[i];
            switch (cells.KindOf(row))
            {
                case CellKind.Null: _value.Append("\\N"u8); break;
                case CellKind.Int64: _value.AppendFormatted(cells.Int64(row)); break;
                case CellKind.Double: NumberText.Write(_value, cells.Double(row)); break;
                default: Write(cells.Value(row)!); break;
            }
        }

        _value.Append((byte)'\n');
        _value.MoveTo(_bytes);
    }

    private void Write(object value)
    {
        switch (value)
        {
            case string text: WriteText(text); break;
            case byte[] bytes: WriteBytes(bytes); break;
            case TimeSpan span: WriteSpan(span); break;
            default:
                if (value is BigInteger || (!NumberText.TryWrite(_value, value) && !MomentText.TryWrite(_value, value)))
                    WriteText(ValueText.Of(value)!);

                break;
        }
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            WritePlain(text[..at]);
            _value.Append((byte)'\\');
            _value.Append(text[at] switch
            {
                '\t' => (byte)'t',
                '\n' => (byte)'n',
                '\r' => (byte)'r',
                '\b' => (byte)'b',
                '\f' => (byte)'f',
                '\v' => (byte)'v',
                _ => (byte)'\\',
            });
        }

        WritePlain(text);
    }

    private void WritePlain(ReadOnlySpan<char> text)
    {
        if (!_value.TryAppend(text))
            throw new FormatException("the text holds half of a surrogate pair");
    }

    private void WriteBytes(byte[] bytes)
    {
        _value.Append("\\\\x"u8);
        _value.TryAppend(Convert.ToHexString(bytes));
    }

    // Days apart, since an interval keeps them apart; each part has a sign of its own.
    private void WriteSpan(TimeSpan span) => _value.TryAppend(string.Create(
        CultureInfo.InvariantCulture, $"{span.Days} days {(span.Ticks < 0 ? "-" : "")}{(span - TimeSpan.FromDays(span.Days)).Duration():c}"));
}
