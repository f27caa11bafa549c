using System.Globalization;
using Npgsql;
using StageTools.Databases.Ado;
using StageTools.Databases.Columns;
using StageTools.Databases.Loading;
using StageTools.Errors;

namespace StageTools.Databases.Postgres;

/// <summary>Loads rows into PostgreSQL by COPY, in its text form: the server reads each value as its column's type wants it, be that one of its
/// users'.</summary>
internal sealed class PostgresLoad(NpgsqlConnection connection, string displayName) : DatabaseLoad
{
    private const string SavepointName = "stagetools";

    // Domains are told by what they are made of.
    private const string ColumnsQuery = """
        SELECT a.attname, coalesce(b.typname, t.typname), CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
            format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a' ORDER BY a.attnum
        """;

    private const string TableQuery = """
        SELECT c.oid::bigint, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND lower(c.relname) = lower($2)
          AND CASE WHEN $1 = '' THEN n.nspname = ANY (current_schemas(true)) ELSE lower(n.nspname) = lower($1) END
        ORDER BY (c.relname = $2) DESC, (n.nspname = $1) DESC, array_position(current_schemas(true), n.nspname) LIMIT 1
        """;

    private readonly PostgresText _text = new();
    private NpgsqlTransaction? _transaction;
    private IReadOnlyList<TableColumn> _columns = [];
    private string _copy = string.Empty;

    public override string DisplayName => displayName;

    public override bool HasSavepoints => true;

    // A COPY costs a round trip or two.
    public override int BatchSize => 16_384;

    // The lock ends with the transaction: whoever else loads into the table waits here, and sees the ledger as this one leaves it.
    public override async Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        _transaction = await RunAsync(() => connection.BeginTransactionAsync(cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        await QueryRowAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended('stagetools ' || lower($1), 0))::text",
            [table.Parts[^1]],
            cancellationToken).ConfigureAwait(false);
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await RunAsync(
            async () =>
            {
                await _transaction!.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    public override async Task RollbackAsync()
    {
        try
        {
            if (_transaction is { } transaction && connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the transaction with it.
        }

        await EndAsync().ConfigureAwait(false);
    }

    public override Task SaveAsync(CancellationToken cancellationToken) => ExecuteAsync($"SAVEPOINT {SavepointName}", [], cancellationToken);

    public override Task RollbackToSavepointAsync(CancellationToken cancellationToken) =>
        ExecuteAsync($"ROLLBACK TO {SavepointName}", [], cancellationToken);

    public override Task ReleaseAsync(CancellationToken cancellationToken) => ExecuteAsync($"RELEASE {SavepointName}", [], cancellationToken);

    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        if (table.Parts.Count > 2)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                "A table of PostgreSQL is named table or schema.table; connect to its database to name no more.",
                table.Parts[^1]);
        }

        var schema = table.Parts.Count == 2 ? table.Parts[0] : string.Empty;
        if (await QueryRowAsync(
            TableQuery, [schema, table.Parts[^1]], cancellationToken).ConfigureAwait(false) is not [long id, string space, string name])
        {
            return null;
        }

        var columns = new List<TableColumn>();
        var command = Command(ColumnsQuery, [id]);
        await using (command.ConfigureAwait(false))
        {
            var reader = await RunAsync(() => command.ExecuteReaderAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    columns.Add(
                        new TableColumn(reader.GetString(0), PostgresColumns.TypeOf(reader.GetString(1), reader.GetInt32(2)), reader.GetString(3)));
                }
            }
        }

        var found = new TableName([space, name]);
        return new TargetTable(found, columns, Quote(found));
    }

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        _columns = columns;
        _copy = $"COPY {Quote(table.Name)} ({string.Join(", ", columns.Select(column => QuotePart(column.Name)))}) FROM STDIN";
        return Task.CompletedTask;
    }

    public override async Task InsertAsync(IReadOnlyList<LoadRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            // The writer is for text; the rows are bytes already, and go to the stream below it.
            var writer = (NpgsqlCopyTextWriter)await connection.BeginTextImportAsync(_copy, cancellationToken).ConfigureAwait(false);
            var stream = writer.BaseStream;
            try
            {
                foreach (var row in rows)
                {
                    _text.Write(row.Values, _columns);
                    if (_text.IsFull)
                    {
                        await stream.WriteAsync(_text.Written, cancellationToken).ConfigureAwait(false);
                        _text.Clear();
                    }
                }

                await stream.WriteAsync(_text.Written, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Disposed, it would take what was written so far for all.
                _text.Clear();
                await writer.CancelAsync().ConfigureAwait(false);
                throw;
            }

            _text.Clear();
            await writer.DisposeAsync().ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal)
            || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new RefusedRowException(PostgresColumns.RowOf(e.Where), e.MessageText, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw AdoDatabase.Explain(e, displayName, cancellationToken);
        }
    }

    public override object Accept(object value, TableColumn column) => value switch
    {
        string text when text.Contains('\0', StringComparison.Ordinal) =>
            throw new FormatException("the text holds the character NUL, which PostgreSQL cannot hold"),
        DateTime time => WholeMicroseconds(value, time.Ticks, "PostgreSQL"),
        DateTimeOffset moment => WholeMicroseconds(value, moment.Ticks, "PostgreSQL"),
        TimeOnly time => WholeMicroseconds(value, time.Ticks, "PostgreSQL"),
        TimeSpan span => WholeMicroseconds(value, span.Ticks, "PostgreSQL"),
        _ => value,
    };

    public override async Task<long> ExecuteAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await RunAsync(() => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<object?[]?> QueryRowAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await RunAsync(() => AdoLoad.FirstRowAsync(command, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    // The connection is its opener's.
    public override async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);

    public override string NativeType(ColumnType type) => PostgresColumns.NameOf(type);

    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw AdoDatabase.Explain(e, displayName, cancellationToken);
        }
    }

    private NpgsqlCommand Command(string sql, IReadOnlyList<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection, _transaction) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });

        return command;
    }

    private async ValueTask EndAsync()
    {
        var transaction = _transaction;
        _transaction = null;
        if (transaction is not null)
            await transaction.DisposeAsync().ConfigureAwait(false);
    }
}
