using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>Puts rows into a table. LOAD DATA LOCAL takes what does not fit for something else, and warns: where it does, the same rows are inserted
/// by statements, whose errors name the row.</summary>
internal sealed partial class MySqlInsertion
{
    private const string Savepoint = "stagetools_bulk";

    // Of a statement, so that it stays below what any server takes (max_allowed_packet).
    private const int MostBytes = 1 << 19;
    private const int MostBytesInBulk = 1 << 23;
    private const int FewestInBulk = 16;

    // Those of no class of their own: cut short, of another type, without a default, without a partition, against a check.
    private static readonly int[] Refusals = [1265, 1364, 1366, 1369, 1526, 3819, 4025];

    private readonly MySqlConnection _connection;
    private readonly string _displayName;
    private readonly string _table;
    private readonly string _insert;
    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly bool _isBulk;
    private readonly MySqlText _text = new();
    private readonly List<string> _bulkColumns = [];
    private readonly List<string> _bulkExpressions = [];

    /// <param name="connection">In whose transaction.</param>
    /// <param name="displayName">How messages name the database.</param>
    /// <param name="table">The table as SQL.</param>
    /// <param name="into">It and its columns, as SQL.</param>
    /// <param name="columns">These columns.</param>
    /// <param name="quote">A name as SQL.</param>
    /// <param name="isBulk">Whether the server allows LOAD DATA LOCAL.</param>
    public MySqlInsertion(
        MySqlConnection connection,
        string displayName,
        string table,
        string into,
        IReadOnlyList<TableColumn> columns,
        Func<string, string> quote,
        bool isBulk)
    {
        (_connection, _displayName, _table, _columns, _isBulk) = (connection, displayName, table, columns, isBulk);
        _insert = $"INSERT INTO {into} VALUES ";
        for (var i = 0; i < columns.Count; i++)
        {
            var name = quote(columns[i].Name);
            var expression = MySqlColumns.IsBits(columns[i]) ? $"CAST(@v{i} AS UNSIGNED)"
                : columns[i].Type.Kind is ColumnKind.Blob ? $"UNHEX(@v{i})"
                : null;
            _bulkColumns.Add(expression is null ? name : $"@v{i}");
            if (expression is not null)
                _bulkExpressions.Add($"{name} = {expression}");
        }
    }

    /// <summary>Inserts rows of a batch.</summary>
    /// <exception cref="RefusedRowException">The server does not take one of them.</exception>
    public async Task InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        try
        {
            for (int start = from, end; start < to; start = end)
            {
                var isBulk = _isBulk && to - start >= FewestInBulk;
                end = isBulk ? WriteLines(rows, start, to) : to;
                if (!isBulk || !await TryLoadAsync(end - start, cancellationToken).ConfigureAwait(false))
                    await InsertTuplesAsync(rows, start, end, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not RefusedRowException)
        {
            throw AdoDatabase.Explain(e, _displayName, cancellationToken);
        }
    }

    private int WriteLines(RowBatch rows, int from, int to)
    {
        _text.Begin(_columns);
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
        using var stream = new MemoryStream(MemoryMarshal.TryGetArray(_text.Written, out var bytes) ? bytes.Array! : [], 0, _text.Written.Length);
        var loader = new MySqlBulkLoader(_connection)
        {
            TableName = _table,
            SourceStream = stream,
            Local = true,
            CharacterSet = "utf8mb4",
            Timeout = 0,
            FieldTerminator = "\t",
            EscapeCharacter = '\\',
            LineTerminator = "\n",
        };
        loader.Columns.AddRange(_bulkColumns);
        loader.Expressions.AddRange(_bulkExpressions);
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
            _text.Begin(_columns);
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

    private async Task<object?> RunAsync(string sql, CancellationToken cancellationToken)
    {
        var command = new MySqlCommand(sql, _connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A lock that was waited for in vain, a server that goes: these end the load, and are no row's fault.
    private static bool IsOfRow(MySqlException error) => error.SqlState is ['2', '2' or '3', ..] or ['4', '5', ..] || Refusals.Contains(error.Number);

    [GeneratedRegex(@" at row (?<row>\d{1,9})\.?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AtRow();
}
