namespace StageTools.Transfer;

/// <summary>What became of a file that was to be removed.</summary>
/// <param name="File">The file.</param>
/// <param name="Error">Why it stayed; null when it is gone.</param>
public sealed record RemoveResult(StageFile File, StageException? Error);

/// <summary>Removes files of one stage, a thousand to a batch, several batches at once while more are found.</summary>
/// <param name="store">Where they lie.</param>
/// <param name="cancellationToken">Ends the removal; what was removed by then is gone.</param>
public sealed class RemoveJob(IStore store, CancellationToken cancellationToken)
{
    // What buckets take in one request.
    private const int BatchSize = 1000;
    private const int MostBatches = 8;

    private readonly Queue<(StageFile[] Files, Task<IReadOnlyList<RemoveFailure>> Removing)> _running = new();
    private readonly List<StageFile> _batch = new(BatchSize);

    /// <summary>Takes a file, and returns what became of earlier ones meanwhile.</summary>
    public async Task<IReadOnlyList<RemoveResult>> AddAsync(StageFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _batch.Add(file);
        if (_batch.Count < BatchSize)
            return [];

        Start();
        return _running.Count == MostBatches || _running.Peek().Removing.IsCompleted ? await EndFirstAsync().ConfigureAwait(false) : [];
    }

    /// <summary>Removes what is left, and tells what became of all that was not told of yet.</summary>
    public async Task<IReadOnlyList<RemoveResult>> CompleteAsync()
    {
        if (_batch.Count > 0)
            Start();

        var results = new List<RemoveResult>();
        while (_running.Count > 0)
            results.AddRange(await EndFirstAsync().ConfigureAwait(false));

        return results;
    }

    private void Start()
    {
        var files = _batch.ToArray();
        _batch.Clear();
        _running.Enqueue((files, store.RemoveAsync(Array.ConvertAll(files, static file => StageKey.FromStore(file.Name)), cancellationToken)));
    }

    private async Task<IReadOnlyList<RemoveResult>> EndFirstAsync()
    {
        var (files, removing) = _running.Dequeue();
        var stayed = (await removing.ConfigureAwait(false)).ToLookup(static f => f.Key.Value, static f => f.Error, StringComparer.Ordinal);
        return Array.ConvertAll(files, file => new RemoveResult(file, stayed[file.Name].LastOrDefault()));
    }
}
