using StageTools.Errors;
using StageTools.Paths;
using StageTools.Rows;
using StageTools.Storage;

namespace StageTools.Export.Parts;

/// <summary>One file of an export, from its first row to its commit. Nobody sees it before that; disposed without it, it was never there.</summary>
internal abstract class PartFile(ExportTarget target, StageKey key, ExportOptions options) : IAsyncDisposable
{
    private StoreWriter? _writer;
    private StoreItem? _item;

    /// <summary>What it is called.</summary>
    public StageKey Key => key;

    /// <summary>Rows taken so far.</summary>
    public long RowCount { get; protected set; }

    /// <summary>Bytes made so far, before compression.</summary>
    public abstract long InputBytes { get; }

    /// <summary>How much memory the rows take that have not gone to the store yet.</summary>
    public abstract long HeldBytes { get; }

    /// <summary>Whether the store knows of it already.</summary>
    public bool IsOpen => _writer is not null;

    /// <summary>When it was written to last, as a number that grows.</summary>
    public long LastUse { get; set; }

    /// <summary>Where it lies, and in what format.</summary>
    protected ExportTarget Target => target;

    /// <summary>Takes a row; false, and nothing taken, where the file would grow beyond its size by it.</summary>
    /// <param name="columns">The row's columns.</param>
    /// <param name="values">Its values.</param>
    /// <param name="row">How many rows the export had before, for messages.</param>
    public abstract bool TryWrite(IReadOnlyList<string> columns, ReadOnlySpan<object?> values, long row);

    /// <summary>Takes all rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="recycle">Takes it when it may be filled again.</param>
    /// <param name="cancellationToken">Gives the export up.</param>
    public abstract ValueTask WriteAsync(RowBatch batch, Action<RowBatch> recycle, CancellationToken cancellationToken);

    /// <summary>Hands on what has gathered.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Hands on everything, and what stands behind the last row. No row comes after it.</summary>
    public abstract Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>Begins the file in its store. What is wrong with the target is said now.</summary>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        _writer ??= options.Validate
            ? await MeasureAsync(cancellationToken).ConfigureAwait(false)
            : await target.Store.CreateAsync(key, new WriteOptions(options.Overwrite), cancellationToken).ConfigureAwait(false);
        return _writer.Stream;
    }

    /// <summary>Puts the file in its place.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        _item = await _writer!.CommitAsync(cancellationToken).ConfigureAwait(false);
        await DisposeWriterAsync().ConfigureAwait(false);
    }

    /// <summary>Has the file whole in the store, and without its name yet.</summary>
    public Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) => _writer!.StageAsync(job, cancellationToken);

    /// <summary>What the file is, once it is there.</summary>
    public StageExportFile Describe() => new(target.Store.Show(key), key.Name, _item!.Value.Size, RowCount);

    /// <summary>Gives up what was not committed.</summary>
    public virtual ValueTask DisposeAsync() => DisposeWriterAsync();

    private async ValueTask DisposeWriterAsync()
    {
        // Once: a bucket's writer does not stand it twice.
        if (Interlocked.Exchange(ref _writer, value: null) is { } writer)
            await writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<MeasuredWriter> MeasureAsync(CancellationToken cancellationToken)
    {
        var there = await target.Store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        return there switch
        {
            { IsFolder: true } => throw new StageException(
                StageErrorCode.ItemKindMismatch,
                $"'{target.Store.Show(key)}' is a folder; add a slash to have the file named.",
                target.Store.Show(key)),
            { } when !options.Overwrite => throw StoreErrors.AlreadyExists(target.Store.Show(key)),
            _ => new MeasuredWriter(key),
        };
    }
}
