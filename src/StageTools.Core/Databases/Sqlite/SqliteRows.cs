using System.Runtime.CompilerServices;
using SQLitePCL;
using StageTools.Rows;

namespace StageTools.Databases.Sqlite;

/// <summary>The rows of a SQLite query, each value as it is stored: SQLite's columns have no types that bind.</summary>
internal sealed class SqliteRows : RowSource
{
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly string _name;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;
    private readonly RowColumn[] _columns;
    private readonly SqliteDeclared[] _declared;
    private readonly bool _isUtf8;
    private bool _ended;

    public SqliteRows(string name, sqlite3 database, sqlite3_stmt statement)
    {
        (_name, _database, _statement, _handle) = (name, database, statement, statement.DangerousGetHandle());
        _columns = new RowColumn[raw.sqlite3_column_count(statement)];
        _declared = new SqliteDeclared[_columns.Length];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = SqliteType.Column(
                raw.sqlite3_column_name(statement, i).utf8_to_string(), raw.sqlite3_column_decltype(statement, i).utf8_to_string(), out _declared[i]);
        }

        _isUtf8 = IsUtf8(database);
    }

    public override IReadOnlyList<RowColumn> Columns => _columns;

    internal override ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(static state => raw.sqlite3_interrupt((sqlite3)state!), _database);
        batch.ReusesValues = true;
        while (!_ended && !batch.IsFull)
        {
            var result = SqliteNative.Step(_handle);
            if (result == raw.SQLITE_ROW)
            {
                Take(batch);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            _ended = result == raw.SQLITE_DONE ? true : throw SqliteFile.Explain(_database, _name);
        }

        return new ValueTask<bool>(batch.RowCount > 0);
    }

    public override ValueTask DisposeAsync()
    {
        _statement.Dispose();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsUtf8(sqlite3 database)
    {
        if (raw.sqlite3_prepare_v2(database, "PRAGMA encoding", out var statement) != raw.SQLITE_OK)
            return false;

        using (statement)
        {
            return raw.sqlite3_step(statement) == raw.SQLITE_ROW && raw.sqlite3_column_text(statement, 0).utf8_to_string() == "UTF-8";
        }
    }

    private void Take(RowBatch batch)
    {
        var values = batch.AddRow(_columns.Length);
        for (var i = 0; i < values.Length; i++)
        {
            switch (SqliteNative.ColumnType(_handle, i))
            {
                case raw.SQLITE_INTEGER:
                    TakeInteger(ref values[i], SqliteNative.ColumnInt64(_handle, i), _declared[i]);
                    break;
                case raw.SQLITE_FLOAT:
                    TakeDouble(ref values[i], SqliteNative.ColumnDouble(_handle, i), _declared[i]);
                    break;
                case raw.SQLITE_TEXT:
                    TakeText(batch, ref values[i], i);
                    break;
                case raw.SQLITE_BLOB:
                    var bytes = Bytes(i).ToArray();
                    batch.AddLength(bytes.Length);
                    values[i] = bytes;
                    break;
                default:
                    values[i] = null;
                    break;
            }
        }
    }

    // A box that an earlier row of this source left in this place is nobody else's: it takes the number, and nothing is allocated.
    private static void TakeInteger(ref object? value, long number, SqliteDeclared declared)
    {
        switch (declared)
        {
            case SqliteDeclared.Boolean when number is 0 or 1:
                value = number == 1 ? True : False;
                break;
            case SqliteDeclared.Decimal:
                value = (decimal)number;
                break;
            default:
                if (value is long)
                {
                    Unsafe.Unbox<long>(value) = number;
                }
                else
                {
                    value = number;
                }

                break;
        }
    }

    private static void TakeDouble(ref object? value, double number, SqliteDeclared declared)
    {
        if (declared == SqliteDeclared.Decimal && SqliteType.Decimal(number) is { } exact)
        {
            value = exact;
        }
        else if (value is double)
        {
            Unsafe.Unbox<double>(value) = number;
        }
        else
        {
            value = number;
        }
    }

    private void TakeText(RowBatch batch, ref object? value, int column)
    {
        if (!_isUtf8)
        {
            // Turns the value into UTF-8 where it lies.
            _ = SqliteNative.ColumnText(_handle, column);
        }

        var text = Bytes(column);
        var known = _declared[column] switch
        {
            SqliteDeclared.Date => SqliteType.Date(text),
            SqliteDeclared.Moment => SqliteType.Moment(text),
            _ => null,
        };
        if (known is not null)
        {
            value = known;
            return;
        }

        batch.AddLength(text.Length);
        var place = value as Utf8Text ?? new Utf8Text();
        place.Set(text);
        value = place;
    }

    private unsafe ReadOnlySpan<byte> Bytes(int column)
    {
        var start = SqliteNative.ColumnBlob(_handle, column);
        return new ReadOnlySpan<byte>((void*)start, SqliteNative.ColumnBytes(_handle, column));
    }
}
