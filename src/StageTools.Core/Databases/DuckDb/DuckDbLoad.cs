using DuckDB.NET.Native;

namespace StageTools.Databases.DuckDb;

/// <summary>Loads rows into DuckDB by its appender (<see cref="DuckDbInsertion"/>).</summary>
internal sealed class DuckDbLoad : DatabaseLoad
{
    private const string ParameterMark = "$";

    // For an index; rows alone take little (LoadMemory).
    private const long MostMemory = 4L << 30;

    // Null where the connection is another's, and stays open.
    private readonly DuckDbDatabase? _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbTables _tables;
    private readonly DuckDbInsertion _insertion;
    private bool _isInTransaction;
    private bool _isEnding;

    public DuckDbLoad(string path, string displayName)
        : base(displayName, ParameterMark)
    {
        DuckDbOpening.RequireLibrary("A DuckDB database needs DuckDB.", path);
        try
        {
            _database = DuckDbDatabase.Open(path, DuckDbOpening.Settings(DuckDbOpening.Memory(MostMemory)), begin: DuckDbSandbox.Close);
        }
        catch (DuckDbException e)
        {
            throw DatabaseErrors.Refused(displayName, e.Message, e);
        }

        _connection = _database.Connect();
        (_tables, _insertion) = (new DuckDbTables(Query), new DuckDbInsertion(_connection));
    }

    /// <summary>Loads by a connection that its owner keeps: into its temporary tables too.</summary>
    public DuckDbLoad(DuckDbConnection open, string displayName)
        : base(displayName, ParameterMark)
    {
        _connection = open;
        (_tables, _insertion) = (new DuckDbTables(Query), new DuckDbInsertion(_connection));
    }

    // An error undoes the whole transaction.
    public override bool HasSavepoints => false;

    public override bool CanGather => true;

    public override int BatchSize => 32_768;

    // The file is this process's alone, and of two transactions that write the same entry of the ledger DuckDB ends one.
    public override Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        // To be refused another one would undo what was done in it.
        if (_database is null && IsInOthersTransaction(cancellationToken))
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
        await DoAsync(() => _insertion.Complete(cancellationToken)).ConfigureAwait(false);

        // To commit, DuckDB holds on to all long values at once.
        _insertion.Lift();
        _isEnding = true;
        Execute("COMMIT", [], cancellationToken);
        (_isInTransaction, _isEnding) = (false, false);
        _insertion.Restore();
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

            // In a transaction that failed no setting can be changed.
            _insertion.Restore();
        }

        return Task.CompletedTask;
    }

    public override Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken) =>
        Task.FromResult(_tables.Find(table, cancellationToken));

    public override TableName LedgerOf(TargetTable table) => DuckDbTables.LedgerIn(table.Name.Parts[^3]);

    public override string CreateTable(TableName table) =>
        DuckDbTables.IsTemporary(table) ? $"CREATE TEMP TABLE {Quote(table)}" : base.CreateTable(table);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken) =>
        DoAsync(() => _insertion.Begin(table, columns, Into(table, columns), cancellationToken));

    public override Task InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken) =>
        DoAsync(() => _insertion.Insert(rows, from, to, Gathers, cancellationToken), isRow: true);

    public override object Accept(object value, TableColumn column) => DuckDbColumns.Accept(WholeMicroseconds(value, "DuckDB"), column);

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
        if (_database is not null)
        {
            _connection.Dispose();
            _database.Dispose();
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

    private List<object?[]> Query(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) => Run(sql, values, statement =>
    {
        using var result = statement.Query(cancellationToken);
        var rows = new List<object?[]>();
        while (result.TryReadChunk(out var chunk))
        {
            for (var row = 0; row < chunk.RowCount; row++)
                rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => chunk.Value(column, row))]);
        }

        return rows;
    });

    private T Run<T>(string sql, IReadOnlyList<object?> values, Func<DuckDbStatement, T> work)
    {
        try
        {
            using var statement = _connection.Prepare(sql);
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
