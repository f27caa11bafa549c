namespace StageTools.Export;

/// <summary>
/// Writes rows to one file, or to several. The caller's thread gathers them; another turns them into bytes, compresses and stores them. The files are
/// there when <see cref="CompleteAsync"/> returns, whole, and not before. Disposed without that, they were never there.
/// </summary>
public sealed class ExportJob : IAsyncDisposable
{
    private readonly ExportFiles _files;
    private readonly RowPipe _pipe;
    private readonly Task _running;
    private readonly CancellationTokenSource _stop;
    private IReadOnlyList<string> _columns;
    private RowBatch _batch;
    private long _rowCount;

    private ExportJob(ExportFiles files, RowPipe pipe, IReadOnlyList<string> columns, RowBatch batch, CancellationToken cancellationToken)
    {
        (_files, _pipe, _columns, _batch) = (files, pipe, columns, batch);
        batch.Begin(columns);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = Task.Run(() => pipe.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Rows taken so far.</summary>
    public long RowCount => Volatile.Read(ref _rowCount);

    /// <summary>Bytes made so far, before compression.</summary>
    public long InputBytes => _files.InputBytes;

    /// <summary>The first rows, where nothing is written (<see cref="ExportOptions.Validate"/>), once the export is completed.</summary>
    public IReadOnlyList<Row> FirstRows => _files.FirstRows;

    /// <summary>Whether <see cref="FlushAsync"/> is due.</summary>
    public bool WantsFlush => _batch.IsFull;

    /// <summary>Begins a file, or several. What is wrong with the target is said now.</summary>
    /// <param name="target">The file or folder, and the format.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="options">How rows are laid in files.</param>
    /// <param name="cancellationToken">Gives the export up.</param>
    public static Task<ExportJob> BeginAsync(
        ExportTarget target, IReadOnlyList<string> columns, ExportOptions options, CancellationToken cancellationToken) =>
        BeginAsync(target, [.. columns.Select(static c => new RowColumn(c, typeof(object)))], columns, options, cancellationToken);

    /// <summary>Begins the files of a source's rows, which <see cref="CopyAsync"/> then reads.</summary>
    /// <param name="target">The file or folder, and the format.</param>
    /// <param name="source">Where the rows will come from.</param>
    /// <param name="options">How rows are laid in files.</param>
    /// <param name="cancellationToken">Gives the export up.</param>
    public static Task<ExportJob> BeginAsync(ExportTarget target, RowSource source, ExportOptions options, CancellationToken cancellationToken)
    {
        // The last column is each row's folder, and is in no file.
        IReadOnlyList<RowColumn> columns = options.HasFolderValue ? [.. source.Columns.SkipLast(1)] : source.Columns;
        return BeginAsync(
            target, columns, [.. columns.Select(static c => c.Name)], options, cancellationToken, (source as ChunkSource)?.Typed);
    }

    /// <summary>Gives the rows that follow other columns, where the format can.</summary>
    public bool TryChangeColumns(IReadOnlyList<string> columns)
    {
        if (!_files.CanChangeColumns)
            return false;

        _columns = columns;
        _batch.Begin(columns);
        return true;
    }

    /// <summary>Takes one row; as many values as there are columns. A value that the format cannot hold is told of by a later flush, or by
    /// <see cref="CompleteAsync"/>.</summary>
    public void Write(ReadOnlySpan<object?> values)
    {
        _batch.Add(values);
        _rowCount++;
    }

    /// <summary>Takes one row, and the folder it goes to (<see cref="ExportOptions.HasFolderValue"/>): a text as it is, another value by the text
    /// that names the folder of a column with it.</summary>
    public void Write(ReadOnlySpan<object?> values, object? folder) => Write([.. values, folder]);

    /// <summary>Takes all rows of a source, to its end.</summary>
    /// <exception cref="StageException">What made the source or the export fail.</exception>
    public async Task CopyAsync(RowSource source, CancellationToken cancellationToken)
    {
        if (_files.TakesChunks)
        {
            async ValueTask WriteAsync(DuckDbChunk chunk)
            {
                await _files.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                Interlocked.Add(ref _rowCount, chunk.RowCount);
            }

            await ((ChunkSource)source).CopyAsync(WriteAsync, cancellationToken).ConfigureAwait(false);
            return;
        }

        while (await source.ReadAsync(_batch, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Add(ref _rowCount, _batch.RowCount);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands on what has gathered; waits while the store is slower than the rows.</summary>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c>, <c>StoreFull</c>, or what else made the export fail.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _pipe.Give(_batch);
        try
        {
            _batch = await _pipe.TakeAsync(cancellationToken).ConfigureAwait(false);
            _batch.Begin(_columns);
        }
        catch (ChannelClosedException)
        {
            // The pipe has failed: its own error says why.
            await _running.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The columns, each with its type: Parquet's, else what the first rows of an export that writes nothing hold.</summary>
    public IReadOnlyList<string> DescribeColumns() => _files.DescribeColumns();

    /// <summary>Puts the files in their places.</summary>
    /// <exception cref="StageException">What made the export fail; no file is there then.</exception>
    public async Task<StageExport> CompleteAsync(CancellationToken cancellationToken)
    {
        _pipe.Give(_batch);
        _pipe.Complete();
        await _running.ConfigureAwait(false);
        return await _files.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _pipe.Complete();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _files.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task<ExportJob> BeginAsync(
        ExportTarget target,
        IReadOnlyList<RowColumn> declared,
        IReadOnlyList<string> columns,
        ExportOptions options,
        CancellationToken cancellationToken,
        IReadOnlyList<DuckDbColumn>? typed = null)
    {
        options.Require(target);
        if (options.Shard is { } shard)
            (target, options) = (PartNames.OfShard(target, shard), options with { Overwrite = true });

        var files = new ExportFiles(target, options, declared, columns);
        try
        {
            if (typed is not null)
                files.TryTakeChunks(typed);

            await files.BeginAsync(cancellationToken).ConfigureAwait(false);
            var pipe = new RowPipe(files);
            return new ExportJob(files, pipe, columns, await pipe.TakeAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
        }
        catch
        {
            await files.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>Writes batches of rows while the next ones are being filled. A few batches go round, so memory stays bounded.</summary>
internal sealed class RowPipe
{
    private const int Batches = 8;

    private readonly Channel<RowBatch> _free = Channel.CreateUnbounded<RowBatch>();
    private readonly Channel<RowBatch> _full = Channel.CreateUnbounded<RowBatch>();
    private readonly ExportFiles _files;

    public RowPipe(ExportFiles files)
    {
        _files = files;
        for (var i = 0; i < Batches; i++)
            _free.Writer.TryWrite(new RowBatch(Recycle));
    }

    /// <summary>A batch to fill; waits while all are being written, and tells of what went wrong with one.</summary>
    public ValueTask<RowBatch> TakeAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>A batch to be written.</summary>
    public void Give(RowBatch batch) => _full.Writer.TryWrite(batch);

    /// <summary>No more will come.</summary>
    public void Complete() => _full.Writer.TryComplete();

    /// <summary>Writes all batches that come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in _full.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await _files.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever waits for a batch hears of it.
            _free.Writer.TryComplete(e);
            throw;
        }
    }

    private void Recycle(RowBatch batch) => _free.Writer.TryWrite(batch);
}
