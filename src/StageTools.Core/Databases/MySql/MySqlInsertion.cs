using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>Puts rows into a table. LOAD DATA LOCAL takes what does not fit for something else, and warns: where it does, the same rows are inserted
/// by statements, whose errors name the row.</summary>
/// <param name="load">The load that it is a part of.</param>
/// <param name="connection">In whose transaction.</param>
/// <param name="table">The table.</param>
/// <param name="columns">Its columns that the rows have.</param>
/// <param name="isBulk">Whether the server allows LOAD DATA LOCAL.</param>
internal sealed partial class MySqlInsertion(
    DatabaseLoad load, MySqlConnection connection, TargetTable table, IReadOnlyList<TableColumn> columns, bool isBulk)
{
    private const string Savepoint = "stagetools_bulk";

    // Of a statement, so that it stays below what any server takes (max_allowed_packet).
    private const int MostBytes = 1 << 19;
    private const int MostBytesInBulk = 1 << 23;
    private const int FewestInBulk = 16;

    // Those of no class of their own: cut short, of another type, without a default, without a partition, against a check.
    private static readonly int[] Refusals = [1265, 1364, 1366, 1369, 1526, 3819, 4025];

    private readonly string _insert = $"INSERT INTO {load.Into(table, columns)} VALUES ";
    private readonly MySqlText _text = new(columns);

    // Where its text is not its value: what makes it one.
    private readonly (string Name, string? Expression)[] _bulk =
    [
        .. columns.Select((column, i) => (load.QuotePart(column.Name), MySqlColumns.IsBits(column) ? $"CAST(@v{i} AS UNSIGNED)"
            : column.Type.Kind is ColumnKind.Blob ? $"UNHEX(@v{i})"
            : null)),
    ];

    /// <summary>Inserts rows of a batch.</summary>
    /// <exception cref="RefusedRowException">The server does not take one of them.</exception>
    public async Task InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        try
        {
            for (int start = from, end; start < to; start = end)
            {
                var takesBulk = isBulk && to - start >= FewestInBulk;
                end = takesBulk ? WriteLines(rows, start, to) : to;
                if (!takesBulk || !await TryLoadAsync(end - start, cancellationToken).ConfigureAwait(false))
                    await InsertTuplesAsync(rows, start, end, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not RefusedRowException)
        {
            throw AdoDatabase.Explain(e, load.DisplayName, connection, cancellationToken);
        }
    }

    private int WriteLines(RowBatch rows, int from, int to)
    {
        _text.Begin();
        while (from < to && _text.Written.Length < MostBytesInBulk)
            _text.WriteLine(rows, from++);

        return from;
    }

    private async Task<bool> TryLoadAsync(int count, CancellationToken cancellationToken)
    {
        await RunAsync($"SAVEPOINT {Savepoint}", cancellationToken).ConfigureAwait(false);
        var isWhole = await LoadAsync(cancellationToken).ConfigureAwait(false) == count
            && Convert.ToInt64(await RunAsync("SELECT @@warning_count", cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture) == 0;
        if (!isWhole)
            await RunAsync($"ROLLBACK TO SAVEPOINT {Savepoint}", cancellationToken).ConfigureAwait(false);

        await RunAsync($"RELEASE SAVEPOINT {Savepoint}", cancellationToken).ConfigureAwait(false);
        return isWhole;
    }

    private async Task<int> LoadAsync(CancellationToken cancellationToken)
    {
        _ = MemoryMarshal.TryGetArray(_text.Written, out var bytes);
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count);
        var loader = new MySqlBulkLoader(connection)
        {
            TableName = load.Quote(table.Name),
            SourceStream = stream,
            Local = true,
            CharacterSet = "utf8mb4",
            Timeout = 0,
            FieldTerminator = "\t",
            EscapeCharacter = '\\',
            LineTerminator = "\n",
        };
        loader.Columns.AddRange(_bulk.Select(static (column, i) => column.Expression is null ? column.Name : $"@v{i}"));
        loader.Expressions.AddRange(_bulk.Where(static c => c.Expression is not null).Select(static c => $"{c.Name} = {c.Expression}"));
        try
        {
            return await loader.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException e) when (IsOfRow(e))
        {
            return -1;
        }
    }

    private async Task InsertTuplesAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        for (int start = from, end; start < to; start = end)
        {
            _text.Begin();
            for (end = start; end < to && _text.Written.Length < MostBytes;)
                _text.WriteTuple(rows, end++);

            try
            {
                await RunAsync(_insert + Encoding.UTF8.GetString(_text.Written.Span), cancellationToken).ConfigureAwait(false);
            }
            catch (MySqlException e) when (IsOfRow(e))
            {
                var row = AtRow().Match(e.Message) is { Success: true } match
                    ? int.Parse(match.Groups["row"].ValueSpan, CultureInfo.InvariantCulture) - 1
                    : -1;
                throw new RefusedRowException(end - start == 1 ? start : row >= 0 ? start + row : -1, e.Message, e);
            }
        }
    }

    private Task<object?> RunAsync(string sql, CancellationToken cancellationToken) => AdoDatabase.RunAsync(connection, sql, cancellationToken);

    // A lock that was waited for in vain, a server that goes: these end the load, and are no row's fault.
    private static bool IsOfRow(MySqlException error) => error.SqlState is ['2', '2' or '3', ..] or ['4', '5', ..] || Refusals.Contains(error.Number);

    [GeneratedRegex(@" at row (?<row>\d{1,9})\.?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex AtRow();
}
