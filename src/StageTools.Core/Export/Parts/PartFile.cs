namespace StageTools.Export.Parts;

/// <summary>One file of an export, from its first row to its commit. Nobody sees it before that; disposed without it, it was never there.</summary>
internal abstract class PartFile(ExportTarget target, StageKey key, ExportOptions options) : IAsyncDisposable
{
    // Large enough that a write costs little beside it.
    protected const int WriteSize = 256 * 1024;

    // What a part that is one of many keeps between two writes.
    private const int KeptSize = 16 * 1024;

    private StoreWriter? _writer;
    private StoreItem? _item;
    private PartSpill? _spill;
    private SpilledRows _lastSpilled = SpilledRows.None;
    private long _left;

    /// <summary>What it is called.</summary>
    public StageKey Key => key;

    /// <summary>Rows taken so far.</summary>
    public long RowCount { get; protected set; }

    /// <summary>Bytes made so far, before compression.</summary>
    public abstract long InputBytes { get; }

    /// <summary>How much memory the rows take that have not gone to the store yet.</summary>
    public long HeldBytes => Bytes.Capacity;

    /// <summary>Whether so much has gathered that it is worth handing on.</summary>
    public bool WantsFlush => Bytes.Length >= WriteSize;

    /// <summary>Whether the store knows of it already.</summary>
    public bool IsOpen => _writer is not null;

    /// <summary>Whether some of its rows wait in a file of this machine: then all do that follow, until the last.</summary>
    public bool IsSpilled => _spill is not null;

    /// <summary>Where it lies, and in what format.</summary>
    protected ExportTarget Target => target;

    /// <summary>The rows that have not gone on yet.</summary>
    protected Utf8Buffer Bytes { get; } = new(options.Slabs);

    /// <summary>The bytes of all rows so far.</summary>
    protected long TakenBytes => Volatile.Read(ref _left) + Bytes.Length;

    /// <summary>Reads what a row that comes needs of it, so that the processor has it near.</summary>
    public virtual long Touch() => TakenBytes + RowCount + Bytes.Touch();

    /// <summary>Takes a row; false, and nothing taken, where the file would grow beyond its size by it.</summary>
    public abstract bool TryWrite(in BatchRow row);

    /// <summary>Takes all rows of a batch, and releases it when they are written.</summary>
    public abstract ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken);

    /// <summary>Takes rows of a chunk, and is done with them when it returns. Only of a maker that takes chunks.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="from">From which row on.</param>
    /// <param name="before">How many rows of the export stand before that one.</param>
    /// <param name="cancellationToken">Gives the file up.</param>
    /// <returns>How many it took: none where the file would grow beyond its size.</returns>
    public virtual ValueTask<int> WriteAsync(DuckDbChunk chunk, int from, long before, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Has the rows that have gathered wait on this machine's disk; the store need not know of the file yet.</summary>
    public void Spill(PartSpill spill)
    {
        if (Bytes.Length > 0)
            (_spill, _lastSpilled) = (spill, spill.Add(Bytes.Written, _lastSpilled));

        LetGo(mostKept: 0);
    }

    /// <summary>Hands on what has gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var spilled = _spill?.Read(_lastSpilled) ?? [];
        await HandOnAsync(spilled.Append(Bytes.WrittenMemory), cancellationToken).ConfigureAwait(false);
        (_spill, _lastSpilled) = (null, SpilledRows.None);
        LetGo(WantsFlush ? int.MaxValue : KeptSize);
    }

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

    /// <inheritdoc cref="FlushBatches.JoinAsync"/>
    public Task<Task> JoinAsync(FlushBatches flushes, CancellationToken cancellationToken) => flushes.JoinAsync(_writer!, cancellationToken);

    /// <summary>Has the file whole in the store, and without its name yet.</summary>
    public Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) => _writer!.StageAsync(job, cancellationToken);

    /// <summary>What the file is, once it is there.</summary>
    public StageExportFile Describe() => new(target.Store.Show(key), key.Name, _item!.Value.Size, RowCount);

    /// <summary>Gives up what was not committed.</summary>
    public virtual ValueTask DisposeAsync() => DisposeWriterAsync();

    /// <summary>Hands on bytes of rows, each only until the next are asked for.</summary>
    protected abstract ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken);

    /// <summary>Lets another buffer have the rows that have gathered, and gathers in its own.</summary>
    protected void HandOver(Utf8Buffer to)
    {
        Interlocked.Add(ref _left, Bytes.Length);
        Bytes.Swap(to);
    }

    private void LetGo(int mostKept)
    {
        Interlocked.Add(ref _left, Bytes.Length);
        Bytes.Clear(mostKept);
    }

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
            { IsFolder: true } => throw StageErrorCode.ItemKindMismatch.Error(
                $"'{target.Store.Show(key)}' is a folder; add a slash to have the file named.", target.Store.Show(key)),
            { } when !options.Overwrite => throw StoreErrors.AlreadyExists(target.Store.Show(key)),
            _ => new MeasuredWriter(key),
        };
    }
}

/// <summary>A file that is measured and not written.</summary>
internal sealed class MeasuredWriter(StageKey key) : StoreWriter
{
    private long _length;

    public override Stream Stream => field ??= new WriteOnlyStream((bytes, _) =>
    {
        _length += bytes.Length;
        return ValueTask.CompletedTask;
    });

    public override Task<StoreItem> CommitAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoreItem(key.Value, _length, DateTimeOffset.UtcNow));

    public override ValueTask DisposeAsync() => Stream.DisposeAsync();

    internal override Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) =>
        Task.FromResult(new PendingFile(key.Value, _length));
}

/// <summary>One file of an export (Databend, DETAILED_OUTPUT: file_name, file_size, row_count).</summary>
/// <param name="Path">Where it is: a stage path, or a path of the file system.</param>
/// <param name="FileName">Its name, without the folder.</param>
/// <param name="FileSize">Its size in bytes.</param>
/// <param name="RowCount">How many rows it holds.</param>
public sealed record StageExportFile(string Path, string FileName, long FileSize, long RowCount);
