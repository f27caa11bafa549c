namespace StageTools.Databases.Ado;

/// <summary>Loads rows through any open ADO.NET connection, by INSERT statements of as many rows as parameters allow.</summary>
internal class AdoLoad(DbConnection connection, string displayName, Func<string, string> quoteName, string parameterMark = AdoLoad.NamedMark)
    : DatabaseLoad(displayName, parameterMark)
{
    private const string NamedMark = "@p";

    private readonly bool _hasNames = parameterMark == NamedMark;
    private readonly AdoDialect _dialect = AdoDialect.Of(connection);
    private AdoNames? _names;
    private DbTransaction? _transaction;
    private AdoInsertion? _insertion;

    private AdoNames Names => _names ??= new AdoNames(this, _dialect);

    public override bool HasSavepoints => _transaction?.SupportsSavepoints ?? false;

    private protected virtual IsolationLevel Isolation => IsolationLevel.Unspecified;

    private protected DbConnection Connection => connection;

    private protected DbTransaction? Transaction => _transaction;

    public override Task BeginAsync(TableName table, CancellationToken cancellationToken) => BeginTransactionAsync(cancellationToken);

    public override Task CommitAsync(CancellationToken cancellationToken) => CommitTransactionAsync(cancellationToken);

    public override bool DefinesAtOnce => _dialect.DefinesAtOnce;

    public override async Task SettleAsync(CancellationToken cancellationToken)
    {
        await CommitTransactionAsync(cancellationToken).ConfigureAwait(false);
        await BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In no transaction where it would end it.</summary>
    public override async Task DefineAsync(string sql, CancellationToken cancellationToken)
    {
        await (DefinesAtOnce ? CommitTransactionAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
        await base.DefineAsync(sql, cancellationToken).ConfigureAwait(false);
        await (DefinesAtOnce ? BeginTransactionAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
    }

    private Task BeginTransactionAsync(CancellationToken cancellationToken) => RunAsync(
        async () => _transaction = await connection.BeginTransactionAsync(Isolation, cancellationToken).ConfigureAwait(false), cancellationToken);

    private async Task CommitTransactionAsync(CancellationToken cancellationToken)
    {
        await RunAsync(() => _transaction!.CommitAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    public override async Task RollbackAsync()
    {
        if (_transaction is { } transaction)
            await AdoDatabase.TryAsync(() => transaction.RollbackAsync(CancellationToken.None)).ConfigureAwait(false);

        await EndAsync().ConfigureAwait(false);
    }

    public override Task SaveAsync(CancellationToken cancellationToken) =>
        RunAsync(() => _transaction!.SaveAsync(SavepointName, cancellationToken), cancellationToken);

    public override Task ReleaseAsync(CancellationToken cancellationToken) =>
        RunAsync(() => _transaction!.ReleaseAsync(SavepointName, cancellationToken), cancellationToken);

    public override Task RollbackToSavepointAsync(CancellationToken cancellationToken) =>
        RunAsync(() => _transaction!.RollbackAsync(SavepointName, cancellationToken), cancellationToken);

    /// <summary>Where nobody knows how the database is asked for its names, the table itself is asked.</summary>
    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        var named = await Names.NameAsync(table, cancellationToken).ConfigureAwait(false);

        // A failed statement would spoil the transaction of some databases.
        var mark = HasSavepoints;
        if (mark)
            await SaveAsync(cancellationToken).ConfigureAwait(false);

        var columns = await AskForColumnsAsync(named.Name, cancellationToken).ConfigureAwait(false);
        if (mark)
        {
            await (columns is null ? RollbackToSavepointAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            await ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }

        var found = columns is null ? null : named with { Columns = columns };
        return found is not null && _dialect.IsSqlite ? await DeclaredAsync(found, cancellationToken).ConfigureAwait(false) : found;
    }

    public override Task<TargetTable> ForeseeAsync(TableName table, CancellationToken cancellationToken) =>
        Names.ForeseeAsync(table, cancellationToken);

    /// <summary>In the table's own schema, whichever the session looks in first.</summary>
    public override TableName LedgerOf(TargetTable table) =>
        Names.HasSchemas && table.Name.Parts.Count == 2 ? new([table.Name.Parts[0], LoadLedger.Table]) : base.LedgerOf(table);

    public override TableName? FormerLedger => Names.HasSchemas ? TableName.Parse(LoadLedger.Table) : null;

    public override Task<bool> MayMakeAsync(TableName ledger, CancellationToken cancellationToken) => Names.MayMakeAsync(ledger, cancellationToken);

    /// <summary>By the standard's own code for it, which not all have.</summary>
    public override bool IsDenied(Exception? error) => error is DbException { SqlState: "42501" };

    public override string IsExactly(string column, string value) => _dialect.IsExactly(column, value);

    /// <summary>The schema and the name of a table as the server has them, and what else its query gives; null where there is none.</summary>
    private protected Task<object?[]?> FindNameAsync(TableName table, CancellationToken cancellationToken) =>
        Names.FindAsync(table, cancellationToken);

    // What SQLite's clients call a column without a type is their own affair: Microsoft's says BLOB.
    private async Task<TargetTable> DeclaredAsync(TargetTable table, CancellationToken cancellationToken)
    {
        var parts = table.Name.Parts;
        var rows = await QueryAsync(
            $"SELECT name, type FROM pragma_table_info({Parameter(1)}, {Parameter(2)})",
            [parts[^1], parts.Count > 1 ? parts[^2] : null],
            cancellationToken).ConfigureAwait(false);
        var types = rows.ToDictionary(static row => (string)row[0]!, static row => (string)row[1]!, StringComparer.Ordinal);
        return table with
        {
            Columns = [.. table.Columns.Select(
                column => types.TryGetValue(column.Name, out var type) ? new TableColumn(column.Name, SqliteColumns.TypeOf(type), type) : column)],
        };
    }

    private async Task<IReadOnlyList<TableColumn>?> AskForColumnsAsync(TableName table, CancellationToken cancellationToken)
    {
        try
        {
            var command = Command($"SELECT * FROM {Quote(table)} WHERE 1 = 0", []);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return _dialect.Columns(reader);
                }
            }
        }
        catch (DbException) when (connection.State == ConnectionState.Open)
        {
            return null;
        }
    }

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        EndInsert();
        _insertion = new AdoInsertion(this, _dialect, Command, table, columns);
        return Task.CompletedTask;
    }

    public override Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken) =>
        _insertion!.InsertAsync(rows, from, to, cancellationToken);

    public override object Accept(object value, TableColumn column) => _dialect.Accept(value, column);

    public override async Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        await RunAsync(sql, values, command => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

    public override Task<List<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        RunAsync(sql, values, command => ReadAsync(command, cancellationToken), cancellationToken);

    // The connection is its opener's.
    public override ValueTask DisposeAsync() => EndAsync();

    private async ValueTask EndAsync()
    {
        EndInsert();
        var transaction = _transaction;
        _transaction = null;
        if (transaction is not null)
            await transaction.DisposeAsync().ConfigureAwait(false);
    }

    public override string NativeType(ColumnType type) => _dialect.NameOf(type);

    public override string QuotePart(string part) => quoteName($"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    private static async Task<List<object?[]>> ReadAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<object?[]>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    private void EndInsert()
    {
        _insertion?.Dispose();
        _insertion = null;
    }

    private DbCommand Command(string sql, IReadOnlyList<object?> values)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction, command.CommandTimeout) = (sql, _transaction, 0);
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.Value = values[i] ?? DBNull.Value;
            if (_hasNames)
                parameter.ParameterName = Parameter(i + 1);

            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task<T> RunAsync<T>(
        string sql, IReadOnlyList<object?> values, Func<DbCommand, Task<T>> work, CancellationToken cancellationToken)
    {
        var result = default(T)!;
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            await RunAsync(async () => result = await work(command).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        return result;
    }

    private protected async Task RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw AdoDatabase.Explain(e, DisplayName, connection, cancellationToken);
        }
    }
}
