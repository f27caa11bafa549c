namespace StageTools.Import;

/// <summary>Puts the rows of one file into a table, inside the transaction that somebody else began and ends.</summary>
internal sealed class FileLoad(
    ImportFile file, TargetTable table, DatabaseLoad database, LoadOptions options, ErrorLimit? limit, LoadProgress progress)
{
    private const int RowsAhead = 16_384;

    private readonly FileErrors _errors = new(limit);
    private IReadOnlyList<TableColumn>? _columns;
    private long _loaded;
    private long _leftOut;

    /// <summary>Reads and inserts.</summary>
    /// <exception cref="StageException">What is wrong with the file, or, unless tolerant, with the first bad row. The transaction is to be undone
    /// then.</exception>
    public async Task<StageLoad> RunAsync(CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<(IReadOnlyList<TableColumn> Columns, RowBatch Rows)>(Math.Max(1, RowsAhead / database.BatchSize));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var match = new ColumnMatch(file, table, options);
        var conversion = new RowConversion(file, match, database, options.IsTolerant ? _errors : null, progress);
        var reading = Task.Run(() => conversion.RunAsync(batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var (columns, rows) in batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await InsertAsync(columns, rows, cancellationToken).ConfigureAwait(false);
                progress.Loaded(rows.RowCount);
                rows.Release();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }

        var status = _errors.Count == 0 ? LoadStatus.Loaded : LoadStatus.PartiallyLoaded;
        return new StageLoad(file.Name, _loaded, _errors.Count, _errors.First?.Message, _errors.First?.Line, status)
        {
            Error = _errors.First,
            Notice = NoticeOf(match.PassedOver),
        };
    }

    private async Task InsertAsync(IReadOnlyList<TableColumn> columns, RowBatch rows, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(columns, _columns))
        {
            await database.BeginInsertAsync(table, columns, cancellationToken).ConfigureAwait(false);
            _columns = columns;
        }

        if (options.IsTolerant && database.HasSavepoints)
        {
            await InsertGoodRowsAsync(rows, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            Count(await database.InsertAsync(rows, 0, rows.RowCount, cancellationToken).ConfigureAwait(false), rows.RowCount);
        }
        catch (RefusedRowException e) when (!database.Gathers)
        {
            throw Refused(e, rows, 0, rows.RowCount);
        }
    }

    // The database tells of one row at a time, and takes back the others given with it: those before the bad one and those behind it are given again.
    // Where it does not tell which row it was, halves find it.
    private async Task InsertGoodRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var left = new Stack<(int From, int To)>([(0, rows.RowCount)]);
        while (left.TryPop(out var some))
        {
            var (from, to) = some;
            if (from == to || await TryInsertAsync(rows, from, to, cancellationToken).ConfigureAwait(false) is not { } refused)
                continue;

            var isKnown = to - from == 1 || (refused.Row >= from && refused.Row < to);
            var middle = !isKnown ? (from + to) / 2 : to - from == 1 ? from : refused.Row;
            if (isKnown)
                _errors.Add(Refused(refused, rows, from, to));

            left.Push((isKnown ? middle + 1 : middle, to));
            left.Push((from, middle));
        }
    }

    private async Task<RefusedRowException?> TryInsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        RefusedRowException? refused = null;
        await database.SaveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Count(await database.InsertAsync(rows, from, to, cancellationToken).ConfigureAwait(false), to - from);
        }
        catch (RefusedRowException e)
        {
            refused = e;
            await database.RollbackToSavepointAsync(cancellationToken).ConfigureAwait(false);
        }

        await database.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        return refused;
    }

    private void Count(int inserted, int given)
    {
        _loaded += inserted;
        _leftOut += given - inserted;
    }

    private string? NoticeOf(IReadOnlyCollection<string> computed)
    {
        var names = string.Join(", ", computed.Select(static name => $"'{name}'"));
        string?[] parts =
        [
            _leftOut == 0 ? null : string.Create(
                CultureInfo.InvariantCulture, $"the database left out {_leftOut} of its rows, by a trigger or a key that ignores what it has"),
            computed.Count == 0 ? null : $"what it has for {names} was passed over, which the table computes itself",
        ];
        return string.Join("; ", parts.OfType<string>()) is { Length: > 0 } notice ? notice : null;
    }

    private StageException Refused(RefusedRowException refused, RowBatch rows, int from, int to)
    {
        var isUnknown = refused.Row < 0 && to - from > 1;
        var which = isUnknown ? $"a row up to line {rows.Numbers![to - 1]}" : "the row";
        var what = $"the database {database.DisplayName} refuses {which}: {refused.Message.TrimEnd('.')}";
        return InvalidFile.At(file.Name, rows.Numbers![Math.Clamp(refused.Row, from, to - 1)], what, refused);
    }
}
