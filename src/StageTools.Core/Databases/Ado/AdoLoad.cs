namespace StageTools.Databases.Ado;

/// <summary>Loads rows through any open ADO.NET connection, by INSERT statements of as many rows as parameters allow.</summary>
internal class AdoLoad(DbConnection connection, string displayName, Func<string, string> quoteName, string parameterMark = AdoLoad.NamedMark)
    : DatabaseLoad(displayName, parameterMark)
{
    private const string NamedMark = "@p";

    // SQLite of old takes 999, SQL Server 2100.
    private const int MostParameters = 900;

    private readonly bool _hasNames = parameterMark == NamedMark;
    private readonly AdoDialect _dialect = AdoDialect.Of(connection);
    private DbTransaction? _transaction;
    private DbCommand? _insert;
    private IReadOnlyList<TableColumn> _columns = [];
    private string _into = string.Empty;

    public override bool HasSavepoints => _transaction?.SupportsSavepoints ?? false;

    private protected virtual IsolationLevel Isolation => IsolationLevel.Unspecified;

    private protected DbConnection Connection => connection;

    private protected DbTransaction? Transaction => _transaction;

    public override Task BeginAsync(TableName table, CancellationToken cancellationToken) => RunAsync(
        async () => _transaction = await connection.BeginTransactionAsync(Isolation, cancellationToken).ConfigureAwait(false), cancellationToken);

    public override async Task CommitAsync(CancellationToken cancellationToken)
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

    /// <summary>Each database keeps its tables' names elsewhere: the table itself is asked.</summary>
    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        // A failed statement would spoil the transaction of some databases.
        var mark = HasSavepoints;
        if (mark)
            await SaveAsync(cancellationToken).ConfigureAwait(false);

        var found = await AskForTableAsync(table, cancellationToken).ConfigureAwait(false);
        if (mark)
        {
            await (found is null ? RollbackToSavepointAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            await ReleaseAsync(cancellationToken).ConfigureAwait(false);
        }

        return found is not null && _dialect.IsSqlite ? await DeclaredAsync(found, cancellationToken).ConfigureAwait(false) : found;
    }

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

    private async Task<TargetTable?> AskForTableAsync(TableName table, CancellationToken cancellationToken)
    {
        try
        {
            var command = Command($"SELECT * FROM {Quote(table)} WHERE 1 = 0", []);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return new TargetTable(table, _dialect.Columns(reader), Quote(table).ToUpperInvariant());
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
        if (columns.Count > MostParameters)
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"A row of {columns.Count} columns is too wide for this connection; {MostParameters} can be loaded.", DisplayName);
        }

        _columns = columns;
        _into = $"INSERT INTO {Into(table, columns)} VALUES ";
        EndInsert();
        return Task.CompletedTask;
    }

    public override async Task InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        var most = Math.Max(1, MostParameters / Math.Max(1, _columns.Count));
        for (var start = from; start < to; start += most)
        {
            var count = Math.Min(most, to - start);
            var command = InsertOf(count);
            for (var i = 0; i < count; i++)
            {
                for (var column = 0; column < _columns.Count; column++)
                    _dialect.Set(command.Parameters[(i * _columns.Count) + column], rows[column].Value(start + i));
            }

            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DbException e) when (!cancellationToken.IsCancellationRequested && connection.State == ConnectionState.Open)
            {
                throw new RefusedRowException(count == 1 ? start : -1, e.Message, e);
            }
            catch (Exception e)
            {
                throw AdoDatabase.Explain(e, DisplayName, cancellationToken);
            }
        }
    }

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

    private DbCommand InsertOf(int rows)
    {
        var width = _columns.Count;
        if (_insert?.Parameters.Count == rows * width)
            return _insert;

        EndInsert();
        var tuples = Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range((row * width) + 1, width).Select(Parameter))})");
        _insert = Command(_into + string.Join(", ", tuples), new object?[rows * width]);
        return _insert;
    }

    private void EndInsert()
    {
        _insert?.Dispose();
        _insert = null;
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
            throw AdoDatabase.Explain(e, DisplayName, cancellationToken);
        }
    }
}
