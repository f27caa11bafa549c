namespace StageTools.Storage.Remote;

/// <summary>The ranges of a file that are fetched before they are wanted, several at once, and handed out in their order.</summary>
internal sealed class RangesAhead(Func<(long From, long To), CancellationToken, Task<RangeBody>> ask, CancellationToken stop) : IDisposable
{
    private const int Most = 4;

    private readonly Queue<Task<FetchedRange>> _ranges = new();
    private CancellationTokenSource _fetching = CancellationTokenSource.CreateLinkedTokenSource(stop);

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Takes a place for one more range, where there is one left here and in memory: it must be used.</summary>
    public bool TryBegin() => _ranges.Count < Most && PartBuffers.TryBeginFetch();

    /// <summary>Fetches a range in the place that was taken.</summary>
    public void Fetch((long From, long To) range) => _ranges.Enqueue(FetchedRange.FetchAsync(ask, range, _fetching.Token));

    /// <summary>The first range. Who stops waiting leaves it here, to be given back.</summary>
    public async Task<FetchedRange> TakeAsync(CancellationToken cancellationToken)
    {
        await _ranges.Peek().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _ranges.Dequeue().ConfigureAwait(false);
    }

    /// <summary>Stops the fetching, and gives back what has come.</summary>
    public async Task DropAsync()
    {
        if (IsEmpty)
            return;

        await _fetching.CancelAsync().ConfigureAwait(false);
        while (_ranges.TryDequeue(out var range))
            await FetchedRange.DropAsync(range).ConfigureAwait(false);

        _fetching.Dispose();
        _fetching = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    public void Dispose() => _fetching.Dispose();
}
