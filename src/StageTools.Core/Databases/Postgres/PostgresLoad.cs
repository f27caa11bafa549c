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
            i.typname, coalesce(i.modifier, t.modifier, a.atttypmod), a.attgenerated <> '', a.attidentity = 'a'
        FROM pg_attribute a JOIN types t ON t.type = a.atttypid LEFT JOIN types i ON i.type = t.item
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    // The table with those that its rows may go to instead.
    private const string Tree = """
        WITH RECURSIVE tree (id) AS (SELECT $1::text::regclass::oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.id)
        """;

    // A trigger of a row before it is inserted.
    private const string LeavesOutQuery = $"""
        {Tree} SELECT current_setting('track_counts')::bool AND EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid IN (SELECT id FROM tree) AND tgtype & 7 = 7 AND tgenabled <> 'D' AND NOT tgisinternal)
        """;

    private const string CountQuery = $"{Tree} SELECT sum(pg_stat_get_xact_tuples_inserted(id))::bigint FROM tree";

    private const string LockKey = "pg_catalog.hashtextextended('stagetools ' OPERATOR(pg_catalog.||) pg_catalog.lower($1), 0)";

    private const string LockQuery = $"SELECT pg_catalog.pg_advisory_xact_lock({LockKey})::pg_catalog.text";
    private const string SharedLockQuery = $"SELECT pg_catalog.pg_advisory_xact_lock_shared({LockKey})::pg_catalog.text";

    // A byte that has a meaning is no part of a longer character: a text can be cut anywhere.
    private const int PieceLength = 1 << 16;

    private readonly PostgresText _text = new();
    private int _width;
    private string _table = string.Empty;
    private string _copy = string.Empty;
    private string? _counted;
    private bool _leavesOut;

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

        if (await FindNameAsync(table, cancellationToken).ConfigureAwait(false) is not [string space, string name, long id])
            return null;

        var columns = await QueryAsync(ColumnsQuery, [id], cancellationToken).ConfigureAwait(false);
        var found = new TableName([space, name]);
        return new TargetTable(
            found,
            columns.FindAll(static c => c[6] is false).ConvertAll(ColumnOf),
            Quote(found))
        {
            Computed = [.. columns.Where(static c => c[6] is true).Select(static c => (string)c[0]!)],
        };

        static TableColumn ColumnOf(object?[] c)
        {
            var type = PostgresColumns.TypeOf((string)c[1]!, (int)c[2]!, c[4] is string item ? (item, (int)c[5]!) : null);
            return new TableColumn((string)c[0]!, type, (string)c[3]!) { IsNumbered = c[7] is true };
        }
    }

    public override Task HoldAsync(TableName ledger, CancellationToken cancellationToken) =>
        QueryRowAsync(LockQuery, [$"ledger {ledger.Parts[0]}"], cancellationToken);

    public override async Task BeginInsertAsync(TargetTable table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        (_width, _table, _copy) = (columns.Count, table.Name.Parts[^1], $"COPY {Into(table, columns)} FROM STDIN");
        if (_counted != Quote(table.Name))
        {
            _counted = Quote(table.Name);
            _leavesOut = await QueryRowAsync(LeavesOutQuery, [_counted], cancellationToken).ConfigureAwait(false) is [true];
        }
    }

    // The client does not tell how many rows a COPY took.
    public override async Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        var before = _leavesOut ? await CountAsync(cancellationToken).ConfigureAwait(false) : 0;
        await CopyAsync(rows, from, to, cancellationToken).ConfigureAwait(false);
        return _leavesOut ? (int)Math.Min(await CountAsync(cancellationToken).ConfigureAwait(false) - before, to - from) : to - from;
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken) =>
        await QueryRowAsync(CountQuery, [_counted], cancellationToken).ConfigureAwait(false) is [long count] ? count : 0;

    private async Task CopyAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
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
            throw AdoDatabase.Explain(e, DisplayName, Connection, cancellationToken);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryTake(ReadOnlySpan<byte> text, bool isBare, TableColumn column, RowBatchColumn cells, int row) =>
        PlainCell.TryTake(text, isBare, column.Type, cells, row, decimalsAsText: true);

    public override bool TakesLongTexts => true;

    public override string NativeType(ColumnType type) => PostgresColumns.NameOf(type);
}
