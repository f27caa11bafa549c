namespace StageTools.Transfer;

/// <summary>
/// Small files that were written to folders of this machine get their names together, a batch at a time, while others are still copied: the disk is
/// waited for once a batch, and nobody waits for it who could copy the next.
/// </summary>
/// <param name="done">Is told what became of each.</param>
/// <param name="cancellationToken">Ends it; what has no name by then is given up.</param>
internal sealed class CommitBatches(Func<StageCopy, ValueTask> done, CancellationToken cancellationToken) : IAsyncDisposable
{
    // Each holds two files open.
    private const int BatchSize = 128;

    // Somebody may look at what is copied, also while large files are.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private readonly Channel<WrittenFile> _written = Channel.CreateBounded<WrittenFile>(BatchSize);
    private Task _running = Task.CompletedTask;

    /// <summary>Takes a file that is written, and is closed here then; false for one that is to be committed by itself.</summary>
    public async ValueTask<bool> TryAddAsync(CopyItem item, StoreWriter writer, StageCopy result)
    {
        // Who may write to a stage's folder and not read it commits by the writer alone.
        if (!writer.FlushesTogether || item.To.Local is not { } local)
            return false;

        await _written.Writer.WriteAsync(new WrittenFile(local, writer, result), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Begins.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>No more files come: waits until all are committed.</summary>
    public Task CompleteAsync()
    {
        _written.Writer.TryComplete();
        return _running;
    }

    /// <summary>Gives up what was not committed. Nobody adds files any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_written.Reader.TryRead(out var file))
            await file.Writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<WrittenFile>(BatchSize);
        try
        {
            while (await FillAsync(batch).ConfigureAwait(false))
            {
                foreach (var store in batch.GroupBy(static file => file.Local).ToList())
                    await CommitAsync(store.Key, [.. store]).ConfigureAwait(false);

                await CloseAsync(batch).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            _written.Writer.TryComplete(e);
            throw;
        }
        finally
        {
            await CloseAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task<bool> FillAsync(List<WrittenFile> batch)
    {
        if (!await _written.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            return false;

        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waited.CancelAfter(LongestWait);
        try
        {
            do
            {
                while (batch.Count < BatchSize && _written.Reader.TryRead(out var file))
                    batch.Add(file);
            }
            while (batch.Count < BatchSize && await _written.Reader.WaitToReadAsync(waited.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Those that are there, then.
        }

        return true;
    }

    private async Task CommitAsync(ILocalFiles store, WrittenFile[] files)
    {
        var errors = await store.CommitAsync(Array.ConvertAll(files, static file => file.Writer), cancellationToken).ConfigureAwait(false);
        foreach (var (file, error) in files.Zip(errors))
            await done(error is null ? file.Result : file.Result with { Status = CopyStatus.Failed, Error = error }).ConfigureAwait(false);
    }

    private static async Task CloseAsync(List<WrittenFile> batch)
    {
        foreach (var file in batch)
            await file.Writer.DisposeAsync().ConfigureAwait(false);

        batch.Clear();
    }
}

/// <summary>A file whose copy is written and has no name yet.</summary>
/// <param name="Local">Where it goes.</param>
/// <param name="Writer">What wrote it.</param>
/// <param name="Result">What is told once it has its name.</param>
internal sealed record WrittenFile(ILocalFiles Local, StoreWriter Writer, StageCopy Result);
