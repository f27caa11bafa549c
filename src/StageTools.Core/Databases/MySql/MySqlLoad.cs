using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>Loads rows into MySQL or MariaDB: by LOAD DATA where the server allows it and takes all as it stands, else by INSERT statements of many
/// rows.</summary>
/// <param name="definitions">Where tables are made: a CREATE TABLE commits the transaction of its own connection.</param>
/// <param name="settings">How the connection for the rows is opened.</param>
/// <param name="displayName">How messages name the database.</param>
/// <param name="quoteName">A name as SQL.</param>
internal sealed class MySqlLoad(
    MySqlConnection definitions, MySqlConnectionStringBuilder settings, string displayName, Func<string, string> quoteName)
    : AdoLoad(new MySqlConnection(), displayName, quoteName)
{
    // Of all databases of the server, and of names without case; it has room for 64 characters.
    private const string LockName = "CONCAT('stagetools ', MD5(LOWER(@p1)))";

    // Zero is a number here and no order for the next one, and what does not fit is an error.
    private const string Mode = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'";

    private const string ColumnsQuery = """
        SELECT COLUMN_NAME, COLUMN_TYPE, EXTRA LIKE '%VIRTUAL GENERATED%' OR EXTRA LIKE '%STORED GENERATED%' FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = @p1 AND TABLE_NAME = @p2 AND BINARY TABLE_NAME = @p2
        ORDER BY ORDINAL_POSITION
        """;

    private static readonly string[] EnginesWithoutUndo = ["MyISAM", "Aria", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE", "MRG_MyISAM"];

    private MySqlInsertion? _insertion;
    private object?[] _locked = [];
    private TableName? _made;
    private bool _isBulk;

    private MySqlConnection Own => (MySqlConnection)Connection;

    public override int BatchSize => 16_384;

    public override bool HasSavepoints => true;

    // Each statement sees the ledger as those who loaded before left it.
    private protected override IsolationLevel Isolation => IsolationLevel.ReadCommitted;

    public override async Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        if (Own.State != ConnectionState.Open)
        {
            Own.ConnectionString = new MySqlConnectionStringBuilder(settings.ConnectionString) { AllowLoadLocalInfile = true }.ConnectionString;
            await MySqlDatabase.ConnectAsync(Own, settings, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(Mode, [], cancellationToken).ConfigureAwait(false);
            _isBulk = await QueryRowAsync("SELECT @@local_infile", [], cancellationToken).ConfigureAwait(false) is [var said]
                && Convert.ToInt64(said, CultureInfo.InvariantCulture) == 1;
        }

        _made = null;
        await LockAsync(table, cancellationToken).ConfigureAwait(false);
        await base.BeginAsync(table, cancellationToken).ConfigureAwait(false);
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await base.CommitAsync(cancellationToken).ConfigureAwait(false);
        await UnlockAsync().ConfigureAwait(false);
    }

    public override async Task RollbackAsync()
    {
        await base.RollbackAsync().ConfigureAwait(false);
        await DropMadeAsync().ConfigureAwait(false);
        await UnlockAsync().ConfigureAwait(false);
    }

    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        if (table.Parts.Count > 2)
            throw StageErrorCode.OptionInvalid.Error("A table of MySQL is named table or database.table.", table.Parts[^1]);

        if (await FindNameAsync(table, cancellationToken).ConfigureAwait(false) is not [string schema, string found, var engine])
            return null;

        if (engine is string kind && EnginesWithoutUndo.Contains(kind, StringComparer.OrdinalIgnoreCase))
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"The table '{found}' is of the engine {kind}, which cannot undo a load that fails; ALTER TABLE … ENGINE=InnoDB makes one that can.",
                found);
        }

        var columns = await QueryAsync(ColumnsQuery, [schema, found], cancellationToken).ConfigureAwait(false);
        var full = new TableName([schema, found]);
        return new TargetTable(
            full,
            columns.FindAll(static c => !IsComputed(c))
                .ConvertAll(static c => new TableColumn((string)c[0]!, MySqlColumns.TypeOf((string)c[1]!), (string)c[1]!)),
            Quote(full))
        {
            Computed = [.. columns.Where(IsComputed).Select(static c => (string)c[0]!)],
        };

        static bool IsComputed(object?[] column) => Convert.ToInt64(column[2], CultureInfo.InvariantCulture) != 0;
    }

    public override TableName? FormerLedger => null;

    public override bool IsDenied(Exception? error) =>
        error is MySqlException { ErrorCode: MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied };

    public override string CreateTable(TableName table) =>
        table.Parts[^1] == LoadLedger.Table ? $"CREATE TABLE IF NOT EXISTS {Quote(table)}" : base.CreateTable(table);

    public override async Task CreateTableAsync(TableName table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        await base.CreateTableAsync(table, columns, cancellationToken).ConfigureAwait(false);
        _made = table;
    }

    public override Task DefineAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(() => AdoDatabase.RunAsync(definitions, sql, cancellationToken), cancellationToken);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        _insertion = new MySqlInsertion(this, Own, table, columns, _isBulk);
        return Task.CompletedTask;
    }

    // Its triggers leave no row out, and LOAD DATA is looked at.
    public override async Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        await _insertion!.InsertAsync(rows, from, to, cancellationToken).ConfigureAwait(false);
        return to - from;
    }

    public override object Accept(object value, TableColumn column) => MySqlColumns.Accept(value, column);

    public override bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) =>
        !MySqlColumns.IsLookedUp(column) && PlainCell.TryTake(text, isBare, column.Type, cells, row, decimalsAsText: true);

    public override string NativeType(ColumnType type) => MySqlColumns.NameOf(type);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        await Own.DisposeAsync().ConfigureAwait(false);
    }

    // MatrixOne has no such locks: of two that load a file there, the ledger's key refuses the second.
    private async Task LockAsync(TableName table, CancellationToken cancellationToken)
    {
        if (Own.ServerVersion.Contains("MatrixOne", StringComparison.OrdinalIgnoreCase))
            return;

        _locked = [table.Parts[^1]];
        while (await QueryRowAsync($"SELECT GET_LOCK({LockName}, 10)", _locked, cancellationToken).ConfigureAwait(false) is [var got]
            && Convert.ToInt64(got, CultureInfo.InvariantCulture) == 0)
        {
            // Another load into the table is not over yet.
        }
    }

    private async Task UnlockAsync()
    {
        // It may have gone with the connection.
        const string unlock = $"SELECT RELEASE_LOCK({LockName})";
        if (_locked.Length > 0)
            await AdoDatabase.TryAsync(() => QueryRowAsync(unlock, _locked, CancellationToken.None)).ConfigureAwait(false);

        _locked = [];
    }

    // A table that a load made and did not fill would have the columns that this load found.
    private Task DropMadeAsync() => AdoDatabase.TryAsync(async () =>
    {
        if (_made is { } made
            && await AdoDatabase.RunAsync(definitions, $"SELECT 1 FROM {Quote(made)} LIMIT 1", CancellationToken.None).ConfigureAwait(false) is null)
        {
            await AdoDatabase.RunAsync(definitions, $"DROP TABLE {Quote(made)}", CancellationToken.None).ConfigureAwait(false);
        }
    });
}
