using SQLitePCL;

namespace StageTools.Databases.Sqlite;

/// <summary>The prepared statement by which rows come into a table.</summary>
/// <param name="statement">The statement: a place for each column. It is this one's to end.</param>
/// <param name="width">How many columns.</param>
internal sealed class SqliteInsertion(sqlite3_stmt statement, int width) : IDisposable
{
    private readonly nint _handle = statement.DangerousGetHandle();

    /// <summary>Inserts a row of a batch; SQLite's answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Insert(RowBatch rows, int row)
    {
        for (var column = 0; column < width; column++)
        {
            if (Bind(column + 1, rows[column], row) is not raw.SQLITE_OK and var refused)
                return refused;
        }

        var result = SqliteNative.Step(_handle);
        _ = SqliteNative.Reset(_handle);
        return result;
    }

    public void Dispose() => statement.Dispose();

    /// <summary>Binds any value.</summary>
    public static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        long whole => raw.sqlite3_bind_int64(statement, place, whole),
        string text => raw.sqlite3_bind_text(statement, place, text),
        double floating => raw.sqlite3_bind_double(statement, place, floating),
        bool flag => raw.sqlite3_bind_int64(statement, place, flag ? 1 : 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        float narrow => raw.sqlite3_bind_double(statement, place, narrow),
        _ => raw.sqlite3_bind_text(statement, place, ValueText.Of(value)),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Bind(int place, RowBatchColumn cells, int row) => cells.KindOf(row) switch
    {
        CellKind.Null => SqliteNative.BindNull(_handle, place),
        CellKind.Int64 => SqliteNative.BindInt64(_handle, place, cells.Int64(row)),
        CellKind.Double => SqliteNative.BindDouble(_handle, place, cells.Double(row)),
        CellKind.Boolean => SqliteNative.BindInt64(_handle, place, cells.Boolean(row) ? 1 : 0),

        // It stays where it is for longer than the row: SQLite need make no copy.
        CellKind.Text => SqliteNative.BindText(_handle, place, cells.TextAddress(row), cells.Text(row).Length, destructor: 0),
        _ => Bind(statement, place, cells.Value(row)),
    };
}
