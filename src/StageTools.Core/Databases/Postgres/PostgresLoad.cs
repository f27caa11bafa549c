using Npgsql;

namespace StageTools.Databases.Postgres;

/// <summary>Loads rows into PostgreSQL by COPY, in its text form: the server reads each value as its column's type wants it, be that one of its
/// users'.</summary>
internal sealed class PostgresLoad(NpgsqlConnection connection, string displayName, Func<string, string> quoteName)
    : AdoLoad(connection, displayName, quoteName, ParameterMark)
{
    // In the order of their numbers: Npgsql takes them without names.
    private const string ParameterMark = "$";

    // Domains are told by what they are made of, and arrays by their items too.
    private const string ColumnsQuery = """
        WITH types AS (SELECT t.oid AS type, b.oid, b.typname, CASE WHEN t.typtype = 'd' THEN t.typtypmod END AS modifier,
            CASE WHEN b.typcategory = 'A' THEN b.typelem END AS item
            FROM pg_type t JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END)
        SELECT a.attname, t.typname, coalesce(t.modifier, a.atttypmod), format_type(t.oid, coalesce(t.modifier, a.atttypmod)),
            i.typname, coalesce(i.modifier, t.modifier, a.atttypmod)
        FROM pg_attribute a JOIN types t ON t.type = a.atttypid LEFT JOIN types i ON i.type = t.item
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a' ORDER BY a.attnum
        """;

    // The ledger of temporary tables is not one for others.
    private const string TableQuery = """
        SELECT c.oid::bigint, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND lower(c.relname) = lower($2)
          AND CASE WHEN $1 <> '' THEN lower(n.nspname) = lower($1) ELSE n.nspname = ANY (current_schemas(true))
            AND (n.oid <> pg_my_temp_schema() OR c.relname <> 'stagetools_loads') END
        ORDER BY (c.relname = $2) DESC, (n.nspname = $1) DESC, array_position(current_schemas(true), n.nspname) LIMIT 1
        """;

    private const string LockQuery = "SELECT pg_advisory_xact_lock(hashtextextended('stagetools ' || lower($1), 0))::text";
    private const string SharedLockQuery = "SELECT pg_advisory_xact_lock_shared(hashtextextended('stagetools ' || lower($1), 0))::text";

    // A byte that has a meaning is no part of a longer character: a text can be cut anywhere.
    private const int PieceLength = 1 << 16;

    private readonly PostgresText _text = new();
    private int _width;
    private string _table = string.Empty;
    private string _copy = string.Empty;

    // A COPY costs a round trip or two.
    public override int BatchSize => 16_384;

    // The lock ends with the transaction: whoever else loads into the table waits here, and sees the ledger as this one leaves it.
    public override async Task BeginAsync(TableName table, CancellationToken cancellationToken)
    {
        await base.BeginAsync(table, cancellationToken).ConfigureAwait(false);
        var name = table.Parts[^1];
        await QueryRowAsync(Claim is null ? LockQuery : SharedLockQuery, [name], cancellationToken).ConfigureAwait(false);
        if (Claim is not null)
            await QueryRowAsync(LockQuery, [$"{name} {Claim}"], cancellationToken).ConfigureAwait(false);
    }

    public override async Task<TargetTable?> FindTableAsync(TableName table, CancellationToken cancellationToken)
    {
        if (table.Parts.Count > 2)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "A table of PostgreSQL is named table or schema.table; connect to its database to name no more.", table.Parts[^1]);
        }

        var schema = table.Parts.Count == 2 ? table.Parts[0] : string.Empty;
        if (await QueryRowAsync(
            TableQuery, [schema, table.Parts[^1]], cancellationToken).ConfigureAwait(false) is not [long id, string space, string name])
        {
            return null;
        }

        var columns = await QueryAsync(ColumnsQuery, [id], cancellationToken).ConfigureAwait(false);
        var found = new TableName([space, name]);
        return new TargetTable(
            found,
            columns.ConvertAll(static c => new TableColumn(
                (string)c[0]!, PostgresColumns.TypeOf((string)c[1]!, (int)c[2]!, c[4] is string item ? (item, (int)c[5]!) : null), (string)c[3]!)),
            Quote(found));
    }

    /// <summary>In the table's own schema, whichever the session looks in first.</summary>
    public override TableName LedgerOf(TargetTable table) => new([table.Name.Parts[0], LoadLedger.Table]);

    public override TableName? FormerLedger { get; } = TableName.Parse(LoadLedger.Table);

    public override async Task<bool> MayMakeAsync(TableName ledger, CancellationToken cancellationToken) =>
        await QueryRowAsync(
            "SELECT has_schema_privilege($1, 'CREATE')", [ledger.Parts[0]], cancellationToken).ConfigureAwait(false) is [true];

    public override Task HoldAsync(TableName ledger, CancellationToken cancellationToken) =>
        QueryRowAsync(LockQuery, [$"ledger {ledger.Parts[0]}"], cancellationToken);

    public override Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        (_width, _table, _copy) = (columns.Count, table.Name.Parts[^1], $"COPY {Into(table, columns)} FROM STDIN");
        return Task.CompletedTask;
    }

    public override async Task InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        try
        {
            // The writer is for text; the rows are bytes already, and go to the stream below it.
            var writer = (NpgsqlCopyTextWriter)await connection.BeginTextImportAsync(_copy, cancellationToken).ConfigureAwait(false);
            var stream = writer.BaseStream;
            try
            {
                for (var row = from; row < to; row++)
                {
                    for (var column = 0; _text.Write(rows, row, ref column, _width) is { } text;)
                        await WriteAsync(stream, text, cancellationToken).ConfigureAwait(false);

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
        catch (PostgresException e) when (PostgresColumns.IsOfARow(e.SqlState, e.Where, _table, out var row))
        {
            throw new RefusedRowException(row < 0 ? -1 : from + row, e.MessageText, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw AdoDatabase.Explain(e, DisplayName, cancellationToken);
        }
    }

    private async ValueTask WriteAsync(Stream stream, LongText text, CancellationToken cancellationToken)
    {
        for (var at = 0; at < text.Length; at += PieceLength)
        {
            _text.Write(text.Utf8.Slice(at, Math.Min(PieceLength, text.Length - at)));
            await stream.WriteAsync(_text.Written, cancellationToken).ConfigureAwait(false);
            _text.Clear();
        }
    }

    public override object Accept(object value, TableColumn column) =>
        PostgresColumns.Accept(PostgresNested.Text(value, column), column);

    public override bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) =>
        PlainCell.TryTake(text, isBare, column.Type, cells, row, decimalsAsText: true);

    public override bool TakesLongTexts => true;

    public override string NativeType(ColumnType type) => PostgresColumns.NameOf(type);
}
