using SQLitePCL;

namespace StageTools.Databases.Sqlite;

/// <summary>The rows of a SQLite query, each value as it is stored: SQLite's columns have no types that bind. What is no bytes in a column of
/// bytes is refused: a load would make bytes of it.</summary>
internal sealed class SqliteRows(string name, sqlite3 database, sqlite3_stmt statement) : RowSource
{
    private readonly nint _handle = statement.DangerousGetHandle();
    private readonly ColumnKind[] _declared = [.. Declarations(statement).Select(static declared => SqliteColumns.TypeOf(declared).Kind)];
    private readonly bool _isUtf8 = IsUtf8(database);
    private long _row;
    private bool _ended;

    public override IReadOnlyList<RowColumn> Columns { get; } =
        [.. Declarations(statement).Select((declared, i) => SqliteType.Column(raw.sqlite3_column_name(statement, i).utf8_to_string(), declared))];

    internal override ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(static state => raw.sqlite3_interrupt((sqlite3)state!), database);
        while (!_ended && !batch.IsFull)
        {
            var result = SqliteNative.Step(_handle);
            if (result == raw.SQLITE_ROW)
            {
                Take(batch);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            _ended = result == raw.SQLITE_DONE ? true : throw SqliteFile.Explain(database, name);

            // Who waits to write need not wait for what becomes of the rows.
            raw.sqlite3_exec(database, "COMMIT");
        }

        return new ValueTask<bool>(batch.RowCount > 0);
    }

    public override ValueTask DisposeAsync()
    {
        statement.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> Declarations(sqlite3_stmt statement) => Enumerable.Range(0, raw.sqlite3_column_count(statement))
        .Select(i => raw.sqlite3_column_decltype(statement, i).utf8_to_string()?.ToUpperInvariant() ?? string.Empty);

    private static bool IsUtf8(sqlite3 database)
    {
        if (raw.sqlite3_prepare_v2(database, "PRAGMA encoding", out var statement) != raw.SQLITE_OK)
            return false;

        using (statement)
        {
            return raw.sqlite3_step(statement) == raw.SQLITE_ROW && raw.sqlite3_column_text(statement, 0).utf8_to_string() == "UTF-8";
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(RowBatch batch)
    {
        _row++;
        var row = batch.AddRow(_declared.Length);
        for (var i = 0; i < _declared.Length; i++)
        {
            var value = SqliteNative.ColumnValue(_handle, i);
            var type = SqliteNative.ValueType(value);
            if (_declared[i] == ColumnKind.Blob && type is not (raw.SQLITE_BLOB or raw.SQLITE_NULL))
                throw NoBytes(i, type);

            switch (type)
            {
                case raw.SQLITE_INTEGER:
                    TakeInteger(batch[i], row, SqliteNative.ValueInt64(value), _declared[i]);
                    break;
                case raw.SQLITE_FLOAT:
                    TakeDouble(batch[i], row, SqliteNative.ValueDouble(value), _declared[i]);
                    break;
                case raw.SQLITE_TEXT:
                    TakeText(batch[i], row, value, i);
                    break;
                case raw.SQLITE_BLOB:
                    batch[i].Set(row, Bytes(value).ToArray());
                    break;
            }
        }
    }

    private StageException NoBytes(int column, int type) => DatabaseErrors.Value(
        Columns[column].Name,
        _row,
        $"the value is {(type == raw.SQLITE_TEXT ? "text" : "a number")} in a BLOB column, and a load would make bytes of it; cast it in the query");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeInteger(RowBatchColumn to, int row, long number, ColumnKind declared)
    {
        if (declared == ColumnKind.Boolean && number is 0 or 1)
            to.SetBoolean(row, number == 1);
        else if (declared == ColumnKind.Numeric)
            to.SetDecimal(row, number);
        else
            to.SetInt64(row, number);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeDouble(RowBatchColumn to, int row, double number, ColumnKind declared)
    {
        if (declared == ColumnKind.Numeric && SqliteType.Decimal(number) is { } exact)
        {
            to.SetDecimal(row, exact);
        }
        else
        {
            to.SetDouble(row, number);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeText(RowBatchColumn to, int row, nint value, int column)
    {
        if (!_isUtf8)
        {
            // Turns the value into UTF-8 where it lies.
            _ = SqliteNative.ColumnText(_handle, column);
        }

        var text = Bytes(value);
        switch (_declared[column])
        {
            case ColumnKind.Date when SqliteType.Date(text) is { } day:
                to.SetDate(row, day);
                break;
            case ColumnKind.Timestamp or ColumnKind.TimestampTz when SqliteType.Moment(text) is { } moment:
                to.SetTimestamp(row, moment);
                break;
            default:
                to.SetText(row, text);
                break;
        }
    }

    private static unsafe ReadOnlySpan<byte> Bytes(nint value) => new((void*)SqliteNative.ValueBlob(value), SqliteNative.ValueBytes(value));
}
