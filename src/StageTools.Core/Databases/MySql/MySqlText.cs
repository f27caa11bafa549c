namespace StageTools.Databases.MySql;

/// <summary>Rows in MySQL's words: a line of LOAD DATA (a tab between two values, NULL as <c>\N</c>), or a row of an INSERT's VALUES. Both escape
/// alike.</summary>
internal sealed class MySqlText
{
    private readonly Utf8Buffer _bytes = new();
    private readonly EscapedText _text;
    private readonly IReadOnlyList<TableColumn> _columns;

    public MySqlText(IReadOnlyList<TableColumn> columns) =>
        (_columns, _text) = (columns, new EscapedText(_bytes, "\\'\0\t\n\r"u8, "\\'0tnr"u8));

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Begins anew, with nothing written.</summary>
    public void Begin() => _bytes.Truncate(0);

    /// <summary>Writes a line of LOAD DATA; bytes are their digits.</summary>
    public void WriteLine(RowBatch rows, int row)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            if (column > 0)
                _bytes.Append((byte)'\t');

            if (rows[column].KindOf(row) is CellKind.Null)
                _bytes.Append("\\N"u8);
            else
                Write(rows[column], row);
        }

        _bytes.Append((byte)'\n');
    }

    /// <summary>Writes a row of VALUES.</summary>
    public void WriteTuple(RowBatch rows, int row)
    {
        _bytes.Append(_bytes.Length == 0 ? "("u8 : ", ("u8);
        for (var column = 0; column < _columns.Count; column++)
        {
            if (column > 0)
                _bytes.Append((byte)',');

            var cells = rows[column];
            if (cells.KindOf(row) is CellKind.Null)
            {
                _bytes.Append("NULL"u8);
                continue;
            }

            // A text has the character set of the connection, and bytes have none.
            var isText = !MySqlColumns.IsBits(_columns[column]);
            if (isText)
                _bytes.Append((cells.KindOf(row) is CellKind.Object && cells.Object(row) is byte[]) ? "X'"u8 : "'"u8);

            Write(cells, row);
            if (isText)
                _bytes.Append((byte)'\'');
        }

        _bytes.Append((byte)')');
    }

    private void Write(RowBatchColumn cells, int row)
    {
        switch (cells.KindOf(row))
        {
            case CellKind.Int64: _bytes.AppendFormatted(cells.Int64(row)); break;
            case CellKind.Double: NumberText.Write(_bytes, cells.Double(row)); break;
            case CellKind.Boolean: _bytes.Append(cells.Boolean(row) ? (byte)'1' : (byte)'0'); break;
            case CellKind.Text: _text.Write(cells.Text(row)); break;
            default: Write(cells.Value(row)!); break;
        }
    }

    private void Write(object value)
    {
        switch (value)
        {
            case string text: _text.Write(text); break;
            case byte[] bytes: _bytes.TryAppend(Convert.ToHexString(bytes)); break;
            case DateTime time: _bytes.AppendFormatted(time, "yyyy-MM-dd HH:mm:ss.ffffff"); break;
            case TimeSpan span: WriteSpan(span); break;
            default:
                if (!NumberText.TryWrite(_bytes, value) && !MomentText.TryWrite(_bytes, value))
                    _text.Write(ValueText.Of(value)!);

                break;
        }
    }

    // A TIME counts hours, not days.
    private void WriteSpan(TimeSpan span) => _bytes.TryAppend(string.Create(
        CultureInfo.InvariantCulture, $"{(span.Ticks < 0 ? "-" : "")}{Math.Truncate(Math.Abs(span.TotalHours))}:{span.Duration():mm\\:ss\\.ffffff}"));
}
