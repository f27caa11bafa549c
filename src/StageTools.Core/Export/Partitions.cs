namespace StageTools.Export;

/// <summary>The files of a partitioned export that still take rows. In rows that come sorted by folder the oldest is finished when room is wanted;
/// once a folder has come back any may, so none is finished before the last row, and what does not fit into memory waits on this machine's
/// disk.</summary>
/// <param name="create">Begins a folder's next file.</param>
/// <param name="finished">Takes files that are finished.</param>
/// <param name="mostHeld">How many bytes may wait in memory.</param>
/// <param name="share">Which folders are written; null for all.</param>
/// <param name="folderOf">The folder of a row.</param>
internal sealed class Partitions(
    Func<string, CancellationToken, PartFile> create, FinishedParts finished, long mostHeld, FolderShare? share, FolderOfRow folderOf)
    : IAsyncDisposable
{
    /// <summary>How many rows are looked at before the first of them is written.</summary>
    public const int Ahead = 32;

    // So few lie near each other.
    private const int FewParts = 256;

    private const int MostOpen = 48;

    // Rows that come in turns, one a folder, look sorted until the first folder comes back; those that are sorted come several at a time.
    private const int LeastRun = 4;

    // By a hash that stands for the folder's name: thousands of names would be fetched from all over memory to be compared. Nobody finds two names of
    // one hash beforehand, for its seed is the export's own.
    private readonly Dictionary<UInt128, (string Folder, PartFile File)> _parts = [];
    private readonly long _seed = Random.Shared.NextInt64();

    // While rows come sorted: the folders of the parts, the oldest first, and those whose files are finished.
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private bool _isSorted = true;

    // Of the row that came last.
    private string _folder = string.Empty;
    private PartFile? _part;

    // Of the rows that come next, from one of their batch on; null where it is yet to be begun.
    private readonly (string? Folder, PartFile? File)[] _ahead = new (string?, PartFile?)[Ahead];
    private int _aheadFrom;
    private int _aheadCount;
    private long _touched;

    private long _rows;
    private int _open;
    private long _held;
    private long _passedOver;

    /// <summary>How many rows were another shard's.</summary>
    public long PassedOver => Volatile.Read(ref _passedOver);

    /// <summary>Bytes taken so far, before compression.</summary>
    public long InputBytes { get; private set; }

    /// <summary>Where rows wait; disposed by whoever knows that all files are finished.</summary>
    public PartSpill Spill { get; } = new();

    /// <summary>Finds the files of rows that come next. Thousands of files lie all over memory: what is asked for of several at once comes in the
    /// time that one takes.</summary>
    /// <param name="batch">The rows' batch.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="to">The one behind the last that may be looked at.</param>
    /// <param name="columns">Their columns.</param>
    public void LookAhead(RowBatch batch, int from, int to, IReadOnlyList<string> columns)
    {
        (_aheadFrom, _aheadCount) = (from, 0);
        if (_parts.Count <= FewParts || share is not null)
            return;

        _aheadCount = Math.Min(Ahead, to - from);
        Span<UInt128> hashes = stackalloc UInt128[_aheadCount];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = HashOf(folderOf(new BatchRow(batch, from + i, columns, _rows + i + 1)));

        for (var i = 0; i < hashes.Length; i++)
            _ahead[i] = _parts.GetValueOrDefault(hashes[i]);

        foreach (var (_, part) in _ahead.AsSpan(0, _aheadCount))
            _touched += part?.Touch() ?? 0;
    }

    /// <summary>Writes a row to the file of its folder.</summary>
    public ValueTask WriteAsync(BatchRow row, CancellationToken cancellationToken)
    {
        if (!TryFindAhead(row.Index - _aheadFrom))
        {
            var folder = folderOf(row);
            if (share?.Holds(folder) is false)
            {
                Interlocked.Increment(ref _passedOver);
                return ValueTask.CompletedTask;
            }

            Find(folder, cancellationToken);
        }

        _rows++;
        var isTaken = TryWrite(row);
        return isTaken && !_part!.WantsFlush && _held <= mostHeld ? ValueTask.CompletedTask : MoveOnAsync(row, isTaken, cancellationToken);
    }

    /// <summary>Ends all files.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var (folder, part) in Sorted())
            await FinishAsync(folder, part, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, part) in _parts.Values)
            await part.DisposeAsync().ConfigureAwait(false);
    }

    private bool TryFindAhead(int place)
    {
        if (place >= _aheadCount || _ahead[place] is not ({ } folder, { } part))
            return false;

        _isSorted &= part == _part;
        (_folder, _part) = (folder, part);
        return true;
    }

    private void Find(ReadOnlySpan<char> folder, CancellationToken cancellationToken)
    {
        if (folder.SequenceEqual(_folder) && _part is not null)
            return;

        if (_parts.TryGetValue(HashOf(folder), out var known))
        {
            (_folder, _part, _isSorted) = (known.Folder, known.File, false);
            return;
        }

        _folder = folder.ToString();
        _isSorted &= !_left.Contains(_folder);
        _order.Enqueue(_folder);
        Add(cancellationToken);
    }

    private void Add(CancellationToken cancellationToken)
    {
        _part = create(_folder, cancellationToken);
        _parts.Add(HashOf(_folder), (_folder, _part));
        Count(_part.HeldBytes, _part.InputBytes);
    }

    private bool TryWrite(in BatchRow row)
    {
        var (held, input) = (_part!.HeldBytes, _part.InputBytes);
        var isTaken = _part.TryWrite(row);
        Count(_part.HeldBytes - held, _part.InputBytes - input);
        return isTaken;
    }

    private async ValueTask MoveOnAsync(BatchRow row, bool isTaken, CancellationToken cancellationToken)
    {
        if (!isTaken)
        {
            await FinishAsync(_folder, _part!, cancellationToken).ConfigureAwait(false);
            Add(cancellationToken);
            TryWrite(row);
        }

        if (_part!.WantsFlush && await MayOpenAsync(_part, cancellationToken).ConfigureAwait(false))
            await FlushAsync(_part, cancellationToken).ConfigureAwait(false);

        if (_held > mostHeld)
            await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Count(long held, long input) => (_held, InputBytes) = (_held + held, InputBytes + input);

    /// <summary>Whether a part may go to the store now, or else waits for the last row.</summary>
    private async ValueTask<bool> MayOpenAsync(PartFile part, CancellationToken cancellationToken)
    {
        if (part.IsOpen || part.IsSpilled)
            return part.IsOpen;

        while (_open >= MostOpen && await TryFinishOldestAsync(cancellationToken).ConfigureAwait(false))
        {
            // Until one of those that are open has gone.
        }

        return _open < MostOpen;
    }

    private async ValueTask MakeRoomAsync(CancellationToken cancellationToken)
    {
        while (_held > mostHeld && await TryFinishOldestAsync(cancellationToken).ConfigureAwait(false))
        {
            // The oldest are small.
        }

        if (_held <= mostHeld)
            return;

        // In the order in which they are read.
        foreach (var (_, part) in Sorted())
        {
            if (part.IsOpen)
            {
                await FlushAsync(part, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _held -= part.HeldBytes;
                part.Spill(Spill);
            }
        }

        Spill.Flush();
    }

    private UInt128 HashOf(ReadOnlySpan<char> folder) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(folder), _seed);

    private IOrderedEnumerable<(string Folder, PartFile File)> Sorted() => _parts.Values.OrderBy(static p => p.Folder, StringComparer.Ordinal);

    private async ValueTask FlushAsync(PartFile part, CancellationToken cancellationToken)
    {
        var (held, wasOpen) = (part.HeldBytes, part.IsOpen);
        await part.FlushAsync(cancellationToken).ConfigureAwait(false);
        _held -= held - part.HeldBytes;
        _open += wasOpen ? 0 : 1;
    }

    private async ValueTask<bool> TryFinishOldestAsync(CancellationToken cancellationToken)
    {
        if (!_isSorted || _parts.Count == 1 || _rows < LeastRun * (long)(_left.Count + _parts.Count))
            return false;

        var folder = _order.Dequeue();
        _left.Add(folder);
        await FinishAsync(folder, _parts[HashOf(folder)].File, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask FinishAsync(string folder, PartFile part, CancellationToken cancellationToken)
    {
        (_, _aheadCount) = (_parts.Remove(HashOf(folder)), 0);
        _held -= part.HeldBytes;
        _open -= part.IsOpen ? 1 : 0;
        await finished.AddAsync(part, cancellationToken).ConfigureAwait(false);
    }
}
