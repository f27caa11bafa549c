using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>Loads rows into SQL Server by its bulk copy.</summary>
internal sealed class SqlServerLoad(SqlConnection connection, string displayName, Func<string, string> quoteName)
    : AdoLoad(connection, displayName, quoteName)
{
    // No right to a table, to a column.
    private static readonly int[] Denials = [229, 230];

    // A timestamp is the server's own count of changes.
    private const string ColumnsQuery = """
        SELECT c.name, COALESCE(t.name, ''), CAST(c.precision AS INT), CAST(c.scale AS INT), COALESCE(t.name, '') + CASE
                WHEN t.name IN ('time', 'datetime2', 'datetimeoffset') THEN CONCAT('(', c.scale, ')')
                WHEN t.name IN ('varchar', 'char', 'text') THEN CONCAT(' cp', CAST(COLLATIONPROPERTY(c.collation_name, 'CodePage') AS INT))
                WHEN c.is_identity = 1 THEN ' identity' ELSE '' END,
            CASE WHEN c.is_computed = 1 OR c.generated_always_type <> 0 OR t.name = 'timestamp' THEN 1 ELSE 0 END
        FROM sys.columns c LEFT JOIN sys.types t ON t.user_type_id = c.system_type_id
        WHERE c.object_id = @p1
        ORDER BY c.column_id
        """;

    // A key twice, a check or a foreign key, NULL, too long, out of range, of another type.
    private static readonly int[] Refusals = [2627, 2601, 547, 515, 8152, 2628, 220, 8115, 241, 245, 8114, 50000];

    private IReadOnlyList<TableColumn> _columns = [];
    private string _table = string.Empty;

    public override bool HasSavepoints => Transaction is not null;

    public override async Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        await base.BeginAsync(table, cancellationToken).ConfigureAwait(false);
        await LockAsync(table.Parts[^1], cancellationToken).ConfigureAwait(false);
    }

    public override Task HoldAsync(TableName ledger, CancellationToken cancellationToken) =>
        LockAsync($"ledger {ledger.Parts[0]}", cancellationToken);

    public override Task SaveAsync(CancellationToken cancellationToken) => ExecuteAsync($"SAVE TRANSACTION {SavepointName}", [], cancellationToken);

    public override Task RollbackToSavepointAsync(CancellationToken cancellationToken) =>
        ExecuteAsync($"ROLLBACK TRANSACTION {SavepointName}", [], cancellationToken);

    /// <summary>A mark is no more than a place in the log here.</summary>
    public override Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        if (table.Parts.Count > 2)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "A table of SQL Server is named table or schema.table; connect to its database to name no more.", table.Parts[^1]);
        }

        if (await FindNameAsync(table, cancellationToken).ConfigureAwait(false) is not [string schema, string found, long id])
            return null;

        var columns = await QueryAsync(ColumnsQuery, [id], cancellationToken).ConfigureAwait(false);
        var full = new TableName([schema, found]);
        return new TargetTable(
            full,
            columns.FindAll(static c => c[5] is not 1).ConvertAll(
                static c => new TableColumn((string)c[0]!, SqlServerColumns.TypeOf((string)c[1]!, (int)c[2]!, (int)c[3]!), (string)c[4]!)),
            Quote(full))
        {
            Computed = [.. columns.Where(static c => c[5] is 1).Select(static c => (string)c[0]!)],
        };
    }

    public override bool IsDenied(Exception? error) => error is SqlException denied && Denials.Contains(denied.Number);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        (_columns, _table) = (columns, Quote(table.Name));
        return Task.CompletedTask;
    }

    public override async Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        var options = SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.FireTriggers | SqlBulkCopyOptions.KeepNulls;
        if (_columns.Any(static column => SqlServerColumns.IsIdentity(column)))
            options |= SqlBulkCopyOptions.KeepIdentity;

        using var copy = new SqlBulkCopy(connection, options, (SqlTransaction)Transaction!) { DestinationTableName = _table, BulkCopyTimeout = 0 };
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        for (var i = 0; i < _columns.Count; i++)
        {
            table.Columns.Add(string.Create(CultureInfo.InvariantCulture, $"c{i}"), typeof(object));
            copy.ColumnMappings.Add(i, _columns[i].Name);
        }

        for (var row = from; row < to; row++)
            table.Rows.Add([.. Enumerable.Range(0, _columns.Count).Select(i => rows[i].Value(row) ?? DBNull.Value)]);

        try
        {
            await copy.WriteToServerAsync(table, cancellationToken).ConfigureAwait(false);
            return to - from;
        }
        catch (SqlException e) when (Refusals.Contains(e.Number))
        {
            throw new RefusedRowException(to - from == 1 ? from : -1, e.Errors[0].Message, e);
        }
        catch (InvalidOperationException e) when (connection.State == ConnectionState.Open && !cancellationToken.IsCancellationRequested)
        {
            // The client itself looks whether a value fits: how long, how large, or NULL.
            throw new RefusedRowException(to - from == 1 ? from : -1, (e.InnerException ?? e).Message, e);
        }
        catch (Exception e)
        {
            throw AdoDatabase.Explain(e, DisplayName, connection, cancellationToken);
        }
    }

    public override object Accept(object value, TableColumn column) => SqlServerColumns.Accept(value, column);

    public override string NativeType(ColumnType type) => SqlServerColumns.NameOf(type);

    // Until the transaction ends.
    private Task<long> LockAsync(string name, CancellationToken cancellationToken) => ExecuteAsync(
        "DECLARE @name NVARCHAR(255) = 'stagetools ' + LOWER(@p1); "
            + "EXEC sp_getapplock @Resource = @name, @LockMode = 'Exclusive', @LockTimeout = -1",
        [name],
        cancellationToken);
}
