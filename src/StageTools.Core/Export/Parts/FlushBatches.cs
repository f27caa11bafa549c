namespace StageTools.Export.Parts;

/// <summary>Small files that are whole wait for each other, a batch of them at a time: the disk is asked once for all of a batch.</summary>
/// <param name="local">Where they are; null for a store elsewhere, where none waits.</param>
internal sealed class FlushBatches(ILocalFiles? local)
{
    // Each holds two files open.
    private const int BatchSize = 32;

    private readonly Lock _joining = new();
    private Batch? _batch = local is null ? null : new();

    /// <summary>Has a file join a batch; who fills it flushes it.</summary>
    /// <param name="file">The file, written to its end.</param>
    /// <param name="cancellationToken">Ends the flush.</param>
    /// <returns>Ends when another file may come; its result ends when this one may be staged.</returns>
    public async Task<Task> JoinAsync(StoreWriter file, CancellationToken cancellationToken)
    {
        if (!file.FlushesTogether)
            return Task.CompletedTask;

        Batch? joined;
        lock (_joining)
        {
            joined = _batch;
            joined?.Files.Add(file);
            if (joined is { Files.Count: < BatchSize })
                return joined.Flushed.Task;

            _batch = joined is null ? null : new Batch();
        }

        await FlushAsync(joined, cancellationToken).ConfigureAwait(false);
        return Task.CompletedTask;
    }

    /// <summary>Has no file wait any more: one that comes later flushes by itself.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        Batch? last;
        lock (_joining)
            (last, _batch) = (_batch, null);

        return FlushAsync(last, cancellationToken);
    }

    private async Task FlushAsync(Batch? batch, CancellationToken cancellationToken)
    {
        if (local is null || batch is null)
            return;

        try
        {
            await local.FlushAsync(batch.Files, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What is not flushed flushes by itself, or is told why not, when it is staged.
            batch.Flushed.SetResult();
        }
    }

    private sealed class Batch
    {
        public List<StoreWriter> Files { get; } = [];

        public TaskCompletionSource Flushed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
