using System.Threading.Channels;
using StageTools.Databases.Columns;
using StageTools.Databases.Loading;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Text;

namespace StageTools.Import;

/// <summary>Puts the rows of one file into a table, inside the transaction that somebody else began and ends.</summary>
internal sealed class FileLoad(
    ImportFile file, TargetTable table, DatabaseLoad database, LoadOptions options, ErrorLimit? limit, LoadProgress progress)
{
    private const int BatchesAhead = 4;

    private readonly FileErrors _errors = new(limit);
    private IReadOnlyList<TableColumn>? _columns;
    private long _loaded;

    /// <summary>Reads and inserts.</summary>
    /// <exception cref="StageException">What is wrong with the file, or, unless tolerant, with the first bad row. The transaction is to be undone
    /// then.</exception>
    public async Task<StageLoad> RunAsync(CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<LoadBatch>(BatchesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var conversion = new RowConversion(file, new ColumnMatch(file, table, options), database, options.IsTolerant ? _errors : null, progress);
        var reading = Task.Run(() => conversion.RunAsync(batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await InsertAsync(batch, cancellationToken).ConfigureAwait(false);
                progress.Loaded(batch.Rows.Count);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }

        var status = _errors.Count == 0 ? LoadStatus.Loaded : LoadStatus.PartiallyLoaded;
        return new StageLoad(file.Name, _loaded, _errors.Count, _errors.First?.Message, _errors.First?.Line, status) { Error = _errors.First };
    }

    private async Task InsertAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(batch.Columns, _columns))
        {
            await database.BeginInsertAsync(table, batch.Columns, cancellationToken).ConfigureAwait(false);
            _columns = batch.Columns;
        }

        if (options.IsTolerant && database.HasSavepoints)
        {
            await InsertGoodRowsAsync(batch.Rows, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await database.InsertAsync(batch.Rows, cancellationToken).ConfigureAwait(false);
            _loaded += batch.Rows.Count;
        }
        catch (RefusedRowException e)
        {
            throw Refused(e, batch.Rows);
        }
    }

    // The database tells of one row at a time, and takes back the others given with it: those before the bad one and those behind it are given again.
    // Where it does not tell which row it was, halves find it.
    private async Task InsertGoodRowsAsync(List<LoadRow> rows, CancellationToken cancellationToken)
    {
        var left = new Stack<List<LoadRow>>([rows]);
        while (left.TryPop(out var some))
        {
            if (await TryInsertAsync(some, cancellationToken).ConfigureAwait(false) is not { } refused)
                continue;

            if (some.Count == 1)
            {
                _errors.Add(Refused(refused, some));
            }
            else if (refused.Index >= 0 && refused.Index < some.Count)
            {
                _errors.Add(Refused(refused, some));
                left.Push(some[(refused.Index + 1)..]);
                left.Push(some[..refused.Index]);
            }
            else
            {
                left.Push(some[(some.Count / 2)..]);
                left.Push(some[..(some.Count / 2)]);
            }
        }
    }

    private async Task<RefusedRowException?> TryInsertAsync(List<LoadRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return null;

        RefusedRowException? refused = null;
        await database.SaveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await database.InsertAsync(rows, cancellationToken).ConfigureAwait(false);
            _loaded += rows.Count;
        }
        catch (RefusedRowException e)
        {
            refused = e;
            await database.RollbackToSavepointAsync(cancellationToken).ConfigureAwait(false);
        }

        await database.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        return refused;
    }

    private StageException Refused(RefusedRowException refused, List<LoadRow> rows)
    {
        var what =
            $"the database {database.DisplayName} refuses "
                + $"{(refused.Index < 0 && rows.Count > 1 ? $"a row up to line {rows[^1].Line}" : "the row")}: {refused.Message.TrimEnd('.')}";
        return InvalidFile.At(file.Name, rows[Math.Clamp(refused.Index, 0, rows.Count - 1)].Line, what, refused);
    }
}
