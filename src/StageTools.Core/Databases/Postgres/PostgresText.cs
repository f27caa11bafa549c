namespace StageTools.Databases.Postgres;

/// <summary>Rows in the text form of PostgreSQL's COPY: a tab between two values, NULL as <c>\N</c>, a backslash before what has a meaning.</summary>
internal sealed class PostgresText
{
    private const int Full = 128 * 1024;
    private const long MicrosOfHour = 3_600_000_000;

    private readonly Utf8Buffer _bytes = new();
    private readonly EscapedText _text;

    public PostgresText() => _text = new EscapedText(_bytes, "\\\t\n\r\b\f\v"u8, "\\tnrbfv"u8);

    /// <summary>What was written and not yet taken.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Whether it is time to take it.</summary>
    public bool IsFull => _bytes.Length >= Full;

    public void Clear() => _bytes.Truncate(0);

    /// <summary>Writes a row from one of its columns on.</summary>
    /// <returns>The long text whose turn it is, and behind which this is called again; null at the row's end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LongText? Write(RowBatch rows, int row, ref int column, int width)
    {
        while (column < width)
        {
            if (column > 0)
                _bytes.Append((byte)'\t');

            var cells = rows[column++];
            if (cells.Long(row) is { } text)
                return text;

            switch (cells.KindOf(row))
            {
                case CellKind.Null: _bytes.Append("\\N"u8); break;
                case CellKind.Int64: _bytes.AppendFormatted(cells.Int64(row)); break;
                case CellKind.Double: NumberText.Write(_bytes, cells.Double(row)); break;
                case CellKind.Boolean: _bytes.Append(cells.Boolean(row) ? "true"u8 : "false"u8); break;
                case CellKind.Text: _text.Write(cells.Text(row)); break;
                default: Write(cells.Value(row)!); break;
            }
        }

        _bytes.Append((byte)'\n');
        return null;
    }

    /// <summary>Writes some of a long text.</summary>
    public void Write(ReadOnlySpan<byte> utf8) => _text.Write(utf8);

    /// <summary>The text by which the server knows a value, as an item of an array.</summary>
    public static string Of(object value) => value switch
    {
        string text => text,
        byte[] bytes => $"\\x{Convert.ToHexString(bytes)}",

        // Days apart, since an interval keeps them apart; each part has a sign of its own.
        TimeSpan span => string.Create(
            CultureInfo.InvariantCulture, $"{span.Days} days {(span.Ticks < 0 ? "-" : "")}{(span - TimeSpan.FromDays(span.Days)).Duration():c}"),
        CalendarSpan span => string.Create(
            CultureInfo.InvariantCulture,
            $"{span.Months:+0;-0} months {span.Days:+0;-0} days {(span.Micros < 0 ? "-" : "+")}{Clock(Math.Abs(span.Micros))}"),
        _ => ValueText.Of(value)!,
    };

    private static string Clock(long micros) => string.Create(
        CultureInfo.InvariantCulture,
        $"{micros / MicrosOfHour}:{TimeSpan.FromMicroseconds(micros % MicrosOfHour):mm\\:ss\\.ffffff}");

    private void Write(object value)
    {
        switch (value)
        {
            case string text: _text.Write(text); break;
            case byte[] bytes: WriteBytes(bytes); break;
            case TimeSpan or CalendarSpan: _text.Write(Of(value)); break;
            default:
                if (value is BigInteger || (!NumberText.TryWrite(_bytes, value) && !MomentText.TryWrite(_bytes, value)))
                    _text.Write(ValueText.Of(value)!);

                break;
        }
    }

    private void WriteBytes(byte[] bytes)
    {
        _bytes.Append("\\\\x"u8);
        _bytes.TryAppend(Convert.ToHexString(bytes));
    }
}
