using SQLitePCL;

namespace StageTools.Databases.Sqlite;

/// <summary>Loads rows into a SQLite file by one prepared statement, in a transaction that holds the file's write lock.</summary>
/// <remarks>
/// SQLite has no dates and no decimals: dates are text as StageTools' files have them; a decimal of up to 15 digits is a number, which holds each of
/// them; a longer one is text, or refused where the column would make a rounded number of it.
/// </remarks>
internal sealed class SqliteLoad(string path, string displayName) : DatabaseLoad(displayName, "?")
{
    private const int BusyTimeout = 30_000;

    // Between two looks at whether those who have the lock get on.
    private const int LockWait = 1000;

    private readonly sqlite3 _database = Open(path);
    private sqlite3_stmt? _insert;
    private nint _handle;
    private nint _counter;
    private int _width;

    public override bool HasSavepoints => true;

    // BEGIN IMMEDIATE: whoever else loads waits here, and sees the ledger as this transaction leaves it.
    public override async Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        var timeout = new LockTimeout(path, TimeSpan.FromMilliseconds(BusyTimeout));
        raw.sqlite3_busy_timeout(_database, LockWait);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var begin = Prepare("BEGIN IMMEDIATE", []);
                if (raw.sqlite3_step(begin) is var result && result == raw.SQLITE_DONE)
                    return;

                if ((result & 0xFF) != raw.SQLITE_BUSY || timeout.IsOver())
                    throw Explain();

                await Task.Yield();
            }
        }
        finally
        {
            raw.sqlite3_busy_timeout(_database, BusyTimeout);
        }
    }

    public override Task CommitAsync(CancellationToken cancellationToken)
    {
        EndInsert();
        return ExecuteAsync("COMMIT", [], cancellationToken);
    }

    public override Task RollbackAsync()
    {
        EndInsert();
        // Some errors (a full disk) have rolled back already.
        return raw.sqlite3_get_autocommit(_database) == 0 ? ExecuteAsync("ROLLBACK", [], CancellationToken.None) : Task.CompletedTask;
    }

    public override Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken) =>
        SqliteTables.FindAsync(this, table, cancellationToken);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        EndInsert();
        var places = string.Join(", ", Enumerable.Range(1, columns.Count).Select(Parameter));
        _insert = Prepare($"INSERT INTO {Into(table, columns)} VALUES ({places})", []);
        (_handle, _width) = (_insert.DangerousGetHandle(), columns.Count);
        _counter = table.IsView ? 0 : _database.DangerousGetHandle();
        return Task.CompletedTask;
    }

    public override Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        var inserted = 0;
        for (var i = from; i < to; i++)
        {
            if (i % 256 == 0)
                cancellationToken.ThrowIfCancellationRequested();

            var result = Insert(rows, i);
            if (result != raw.SQLITE_DONE)
            {
                var error = Explain();
                throw (result & 0xFF) is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG
                    ? new RefusedRowException(i, raw.sqlite3_errmsg(_database).utf8_to_string(), error)
                    : error;
            }

            inserted += _counter == 0 ? 1 : SqliteNative.Changes(_counter);
        }

        return Task.FromResult(inserted);
    }

    public override object Accept(object value, TableColumn column) => SqliteColumns.Accept(value, column);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) =>
        PlainCell.TryTake(text, isBare, column.Type, cells, row, decimalsAsText: false);

    public override bool TakesLongTexts => true;

    public override Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var statement = Prepare(sql, values);
        while (Step(statement))
        {
            // Rows that a statement returns beside its effect.
        }

        return Task.FromResult((long)raw.sqlite3_changes(_database));
    }

    public override Task<List<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        using var statement = Prepare(sql, values);
        var rows = new List<object?[]>();
        while (Step(statement))
            rows.Add([.. Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(column => Read(statement, column))]);

        return Task.FromResult(rows);
    }

    public override ValueTask DisposeAsync()
    {
        EndInsert();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    public override string NativeType(ColumnType type) => SqliteColumns.NameOf(type);

    private static sqlite3 Open(string path)
    {
        Batteries_V2.Init();
        if (raw.sqlite3_open_v2(
            path, out var database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null) != raw.SQLITE_OK)
        {
            var reason = raw.sqlite3_errmsg(database).utf8_to_string();
            database.Dispose();
            throw StageErrorCode.DatabaseInvalid.Error(
                $"The database '{path}' cannot be opened for writing: {reason}; check that its folder is there and writable.", path);
        }

        raw.sqlite3_busy_timeout(database, BusyTimeout);
        return database;
    }

    private static object? Read(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    private sqlite3_stmt Prepare(string sql, IReadOnlyList<object?> values)
    {
        if (raw.sqlite3_prepare_v2(_database, sql, out var statement) != raw.SQLITE_OK)
            throw Explain();

        for (var i = 0; i < values.Count; i++)
            Bind(statement, i + 1, values[i]);

        return statement;
    }

    /// <summary>Inserts a row of a batch; SQLite's answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Insert(RowBatch rows, int row)
    {
        for (var column = 0; column < _width; column++)
        {
            if (Bind(column + 1, rows[column], row) is not raw.SQLITE_OK and var refused)
                return refused;
        }

        var result = SqliteNative.Step(_handle);
        _ = SqliteNative.Reset(_handle);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Bind(int place, RowBatchColumn cells, int row) => cells.KindOf(row) switch
    {
        CellKind.Null => SqliteNative.BindNull(_handle, place),
        CellKind.Int64 => SqliteNative.BindInt64(_handle, place, cells.Int64(row)),
        CellKind.Double => SqliteNative.BindDouble(_handle, place, cells.Double(row)),
        CellKind.Boolean => SqliteNative.BindInt64(_handle, place, cells.Boolean(row) ? 1 : 0),

        // It stays where it is for longer than the row: SQLite need make no copy.
        CellKind.Text => SqliteNative.BindText(_handle, place, cells.TextAddress(row), cells.Text(row).Length, destructor: 0),
        _ => Bind(_insert!, place, cells.Value(row)),
    };

    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        long whole => raw.sqlite3_bind_int64(statement, place, whole),
        string text => BindText(statement, place, text),
        double floating => raw.sqlite3_bind_double(statement, place, floating),
        bool flag => raw.sqlite3_bind_int64(statement, place, flag ? 1 : 0),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        float narrow => raw.sqlite3_bind_double(statement, place, narrow),
        _ => BindText(statement, place, ValueText.Of(value)!),
    };

    // Given as it is, a text of more than 512 bytes ends at its first NUL; bytes have a length.
    private static int BindText(sqlite3_stmt statement, int place, string text) => text.Contains('\0', StringComparison.Ordinal)
        ? raw.sqlite3_bind_text(statement, place, Encoding.UTF8.GetBytes(text))
        : raw.sqlite3_bind_text(statement, place, text);

    private bool Step(sqlite3_stmt statement) => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Explain(),
    };

    private void EndInsert()
    {
        _insert?.Dispose();
        _insert = null;
    }

    private StageException Explain() => (raw.sqlite3_errcode(_database) & 0xFF) switch
    {
        raw.SQLITE_BUSY => StageErrorCode.DatabaseInvalid.Error(
            $"The database '{path}' stayed locked by another process for {BusyTimeout / 1000} seconds; try again when it has finished.", path),
        raw.SQLITE_FULL => StageErrorCode.StoreFull.Error($"No space is left for the database '{path}'; what was not committed is undone.", path),
        raw.SQLITE_READONLY =>
            StageErrorCode.AccessDenied.Error($"The database '{path}' can only be read by this user; make the file and its folder writable.", path),
        _ => DatabaseErrors.Refused(DisplayName, raw.sqlite3_errmsg(_database).utf8_to_string()),
    };
}
