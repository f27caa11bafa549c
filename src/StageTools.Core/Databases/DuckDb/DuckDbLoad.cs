using DuckDB.NET.Native;

namespace StageTools.Databases.DuckDb;

/// <summary>Loads rows into DuckDB by its appender (<see cref="DuckDbInsertion"/>).</summary>
/// <param name="connection">Of the file, or another's, which stays open: into its temporary tables too.</param>
/// <param name="displayName">How messages name the database.</param>
/// <param name="database">The file, to be closed; null for another's connection.</param>
internal sealed class DuckDbLoad(DuckDbConnection connection, string displayName, DuckDbDatabase? database = null) : DatabaseLoad(displayName, "$")
{
    // For an index; rows alone take little (DuckDbInsertion).
    private const long MostMemory = 4L << 30;

    private readonly DuckDbInsertion _insertion = new(connection);
    private readonly ConcurrentDictionary<string, DuckDbType> _nested = new(StringComparer.Ordinal);
    private bool _isInTransaction;
    private bool _isEnding;

    /// <summary>Loads into a file.</summary>
    public static DuckDbLoad Open(string path, string displayName)
    {
        DuckDbOpening.RequireLibrary("A DuckDB database needs DuckDB.", path);
        DuckDbOpening.Make(path);
        try
        {
            return DuckDbDatabase.Open(path, DuckDbOpening.Settings(DuckDbOpening.Memory(MostMemory)), begin: DuckDbSandbox.Close)
                .Into(database => new DuckDbLoad(database.Connect(), displayName, database));
        }
        catch (DuckDbException e)
        {
            throw DuckDbReason.InUse(path, e) ?? DatabaseErrors.Refused(displayName, e.Message, e);
        }
    }

    // An error undoes the whole transaction.
    public override bool HasSavepoints => false;

    public override bool CanGather => true;

    public override int BatchSize => 32_768;

    // The file is this process's alone, and of two transactions that write the same entry of the ledger DuckDB ends one.
    public override Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        // To be refused another one would undo what was done in it.
        if (database is null && IsInOthersTransaction(cancellationToken))
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                "A transaction is open, and a load is a transaction of its own: end yours with COMMIT or ROLLBACK, and load then.", DisplayName);
        }

        Execute("BEGIN TRANSACTION", [], cancellationToken);
        _isInTransaction = true;
        return Task.CompletedTask;
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await DoAsync(() => _insertion.Flush()).ConfigureAwait(false);

        // To commit, DuckDB holds on to all long values at once.
        _insertion.LiftMemory();
        _isEnding = true;
        Execute("COMMIT", [], cancellationToken);
        (_isInTransaction, _isEnding) = (false, false);
        _insertion.RestoreMemory();
    }

    public override Task RollbackAsync()
    {
        _insertion.Dispose();
        try
        {
            if (_isInTransaction)
            {
                _isInTransaction = false;
                Execute("ROLLBACK", [], CancellationToken.None);
            }
        }
        catch (StageException) when (_isEnding)
        {
            // A commit that fails is rolled back by DuckDB itself.
        }
        finally
        {
            _isEnding = false;
            _insertion.RestoreMemory();
        }

        return Task.CompletedTask;
    }

    public override Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        var found = DuckDbTables.Find(table, (sql, values) => Query(sql, values, cancellationToken));
        foreach (var type in found?.Columns.Select(static column => column.NativeType!).Where(DuckDbNested.Is) ?? [])
        {
            if (!_nested.ContainsKey(type))
                _nested[type] = DuckDbType.Take(connection.TypesOf([type])[0]);
        }

        return Task.FromResult(found);
    }

    public override TableName LedgerOf(TargetTable table) => DuckDbTables.LedgerIn(table.Name.Parts[^3]);

    public override string CreateTable(TableName table) =>
        DuckDbTables.IsTemporary(table) ? $"CREATE TEMP TABLE {Quote(table)}" : base.CreateTable(table);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken) =>
        DoAsync(() => _insertion.Begin(table, columns, Into(table, columns)));

    public override async Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        await DoAsync(() => _insertion.Insert(rows, from, to, Gathers, cancellationToken), isRow: true).ConfigureAwait(false);
        return to - from;
    }

    public override object Accept(object value, TableColumn column) => _nested.TryGetValue(column.NativeType ?? string.Empty, out var type)
        ? DuckDbNested.Accept((string)value, type)
        : DuckDbColumns.Accept(value, column);

    public override bool TakesLongTexts => true;

    public override bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) =>
        text.Length >= LongText.Least && column.Type.Kind == ColumnKind.Varchar
            && PlainCell.TryTake(text, isBare, column.Type, cells, row, decimalsAsText: false);

    public override Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Task.FromResult(Execute(sql, values, cancellationToken));

    public override Task<List<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Task.FromResult(Query(sql, values, cancellationToken));

    public override ValueTask DisposeAsync()
    {
        _insertion.Dispose();
        if (database is not null)
        {
            connection.Dispose();
            database.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    public override string NativeType(ColumnType type) => DuckDbColumns.NameOf(type);

    // Without a transaction that somebody began each statement is one of its own, with another number.
    private bool IsInOthersTransaction(CancellationToken cancellationToken)
    {
        const string number = "SELECT txid_current()";
        return Equals(Query(number, [], cancellationToken)[0][0], Query(number, [], cancellationToken)[0][0]);
    }

    private Task DoAsync(Action work, bool isRow = false)
    {
        try
        {
            work();
            return Task.CompletedTask;
        }
        catch (DuckDbException e) when ((isRow || Gathers) && IsOfRow(e.ErrorType))
        {
            throw new RefusedRowException(-1, e.Message, e);
        }
        catch (DuckDbException e)
        {
            throw DatabaseErrors.Refused(DisplayName, e.Message, e);
        }
    }

    private static bool IsOfRow(DuckDBErrorType type) =>
        type is DuckDBErrorType.Constraint or DuckDBErrorType.Conversion or DuckDBErrorType.OutOfRange or DuckDBErrorType.InvalidInput;

    private long Execute(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Run(sql, values, statement => statement.Execute(cancellationToken));

    private List<object?[]> Query(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        Run(sql, values, statement => DuckDbRows.All(statement.Query(cancellationToken)));

    private T Run<T>(string sql, IReadOnlyList<object?> values, Func<DuckDbStatement, T> work)
    {
        try
        {
            using var statement = connection.Prepare(sql);
            for (var i = 0; i < values.Count; i++)
                statement.Bind(i + 1, values[i]);

            return work(statement);
        }
        catch (DuckDbException e)
        {
            throw DatabaseErrors.Refused(DisplayName, e.Message, e);
        }
    }
}
