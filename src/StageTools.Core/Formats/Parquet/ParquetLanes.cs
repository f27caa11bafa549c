using System.Runtime.ExceptionServices;

namespace StageTools.Formats.Parquet;

/// <summary>Those who write the row groups of a file in turn, each into a file of its own: to encode is most of the work, so while one encodes its
/// group, another takes the rows of the next.</summary>
/// <param name="count">How many there are at most.</param>
/// <param name="groupSize">At how many rows a group ends, with the chunk that brings them.</param>
/// <param name="fill">Fills a chunk with rows; false when there are no more.</param>
/// <param name="write">Writes a file of what a function fills in; its path.</param>
internal sealed class ParquetLanes(
    int count, long groupSize, Func<DuckDbChunk, bool> fill, Func<Func<DuckDbChunk, bool>, CancellationToken, string> write)
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, count).Select(static lane => new SemaphoreSlim(lane == 0 ? 1 : 0))];
    private readonly bool[] _hasTurn = new bool[count];
    private readonly Task<string>?[] _others = new Task<string>?[count];
    private readonly List<long> _groups = [];
    private ExceptionDispatchInfo? _failure;
    private bool _hasEnded;
    private long _rows;

    /// <summary>Writes the file; returns when it is whole.</summary>
    /// <exception cref="StageException">What one of them, or the function that fills chunks, threw first.</exception>
    public ParquetFile Write(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = new List<string> { Write(0, stop) };

        // Each was begun by the one before it.
        for (var lane = 1; lane < count && _others[lane] is { } other; lane++)
            parts.Add(Blocking.Wait(other));

        Array.ForEach(_turns, static turn => turn.Dispose());
        _failure?.Throw();
        return new ParquetFile(parts, _groups);
    }

    private string Write(int lane, CancellationTokenSource stop)
    {
        try
        {
            return write(chunk => Fill(lane, chunk, stop), stop.Token);
        }
        catch (Exception e)
        {
            // The others end by this one's error, and are not to hide it.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            stop.Cancel();
            return string.Empty;
        }
    }

    private bool Fill(int lane, DuckDbChunk chunk, CancellationTokenSource stop)
    {
        if (!_hasTurn[lane])
            _turns[lane].Wait(stop.Token);

        if (!_hasEnded)
            _hasEnded = !fill(chunk);

        _rows += chunk.RowCount;
        _hasTurn[lane] = !_hasEnded && _rows < groupSize;
        if (_hasTurn[lane])
            return true;

        if (_rows > 0)
            _groups.Add(_rows);

        _rows = 0;
        return PassOn((lane + 1) % count, stop);
    }

    /// <summary>Gives the turn to another one; whether there are more rows, for who had it.</summary>
    private bool PassOn(int lane, CancellationTokenSource stop)
    {
        var hasMore = !_hasEnded;
        if (hasMore && lane > 0)
        {
            _others[lane] ??= Task.Factory.StartNew(
                () => Write(lane, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        _turns[lane].Release();
        return hasMore;
    }
}
