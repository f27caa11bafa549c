namespace StageTools.Export;

/// <summary>The files of an export: one, a row of them each of a bounded size, or some in each folder. They appear when all are complete.</summary>
internal sealed class ExportFiles : IAsyncDisposable
{
    private const int MostSeen = 10;

    private readonly ExportTarget _target;
    private readonly ExportOptions _options;
    private readonly PartNames _names;
    private readonly FinishedParts _finished;
    private readonly OlderFiles _older;
    private readonly Partitions? _partitions;
    private readonly PartitionFolder _folders;
    private readonly PartMaker _maker;
    private readonly List<RowBatch> _first = [];
    private readonly List<Row> _seen = [];
    private readonly IReadOnlyList<string> _columns;
    private PartFile? _part;
    private long _finishedBytes;
    private long _rowCount;

    public ExportFiles(
        ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared, IReadOnlyList<string> columns)
    {
        options = options.IsPartitioned ? options with { Slabs = new BufferSlabs() } : options;
        (_target, _options, _columns) = (target, options, columns);
        _names = new PartNames(target);
        _older = new OlderFiles(target, options);
        _finished = new FinishedParts(target, options, _older);
        _folders = new PartitionFolder(options.PartitionBy);
        _maker = FileFormats.Of(target.Format.Format).Write(target, options, declared);
        var share = options is { Shard: { } shard, SharesFolders: true } ? new FolderShare(shard, target.File.Parent) : null;
        _partitions = options.IsPartitioned ? new Partitions(Create, _finished, options.MostHeld, share, FolderOf) : null;
    }

    /// <summary>Rows taken so far.</summary>
    public long RowCount => Volatile.Read(ref _rowCount) - (_partitions?.PassedOver ?? 0);

    /// <summary>Bytes made so far, before compression.</summary>
    public long InputBytes => _partitions?.InputBytes ?? (Volatile.Read(ref _finishedBytes) + (_part?.InputBytes ?? 0));

    /// <summary>Whether rows may differ in their columns.</summary>
    public bool CanChangeColumns => _maker.RowsMayDiffer;

    /// <summary>Whether rows go to their files as DuckDB has them.</summary>
    public bool TakesChunks { get; private set; }

    /// <summary>The first rows, where nothing is written.</summary>
    public IReadOnlyList<Row> FirstRows => _seen;

    /// <summary>The columns, each with its type: that of the file, else that of the first value in the first rows.</summary>
    public IReadOnlyList<string> DescribeColumns() => _maker.Columns ?? _columns
        .Select(name => $"{name} {_seen.Select(r => ValueOf(r, name)).FirstOrDefault(static v => v is not null)?.GetType().Name ?? "NULL"}")
        .ToArray();

    /// <summary>Has rows of these columns go to their files as DuckDB has them, where that can be; before it begins.</summary>
    public void TryTakeChunks(IReadOnlyList<DuckDbColumn> columns) =>
        TakesChunks = _partitions is null && !_options.Validate && _maker.TryTakeChunks(columns);

    /// <summary>Begins. What is wrong with the target, the format or the columns is said now.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _maker.Require(_columns);
        await _finished.BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_partitions is not null)
            return;

        _part = Create(null, cancellationToken);
        await _older.RequireAsync().ConfigureAwait(false);
        await _part.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the rows of a batch, which is released when they are written.</summary>
    public async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (_options.Validate && _seen.Count < MostSeen)
            See(batch);

        if (_maker.IsDecided || batch.RowCount == 0)
        {
            await WriteKnownAsync(batch, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The columns are decided by the first rows, which wait until then.
        _first.Add(batch);
        batch.Retain();
        if (_maker.Look(batch))
            await DecideAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the rows of a chunk.</summary>
    public async ValueTask WriteAsync(DuckDbChunk chunk, CancellationToken cancellationToken)
    {
        for (var at = 0; at < chunk.RowCount;)
        {
            var count = await _part!.WriteAsync(chunk, at, _rowCount, cancellationToken).ConfigureAwait(false);
            if (count == 0)
                await NextPartAsync(cancellationToken).ConfigureAwait(false);

            at += count;
            Interlocked.Add(ref _rowCount, count);
        }
    }

    private void See(RowBatch batch)
    {
        foreach (var (from, to, columns) in batch.Runs)
        {
            for (var row = from; row < to && _seen.Count < MostSeen; row++)
                _seen.Add(new Row(columns, batch.Values(row, columns.Count)));
        }
    }

    private static object? ValueOf(Row row, string column)
    {
        var place = row.Columns.ToList().IndexOf(column);
        return place < 0 ? null : row.Values[place];
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        _maker.Decide();
        foreach (var batch in _first)
            await WriteKnownAsync(batch, cancellationToken).ConfigureAwait(false);

        _first.Clear();
    }

    private async ValueTask WriteKnownAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (_part is not null && _options.MaxFileSize is null && batch.RowCount > 0)
        {
            var count = batch.RowCount;
            await _part.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _rowCount, count);
            return;
        }

        foreach (var (from, to, columns) in batch.Runs)
        {
            for (var row = from; row < to; row++)
            {
                if ((row - from) % Partitions.Ahead == 0)
                    _partitions?.LookAhead(batch, row, to, columns);

                await WriteAsync(new BatchRow(batch, row, columns, _rowCount + 1), cancellationToken).ConfigureAwait(false);

                // By this thread alone; a locked step would wait for what was written far away.
                Volatile.Write(ref _rowCount, _rowCount + 1);
            }
        }

        batch.Release();
    }

    /// <summary>Puts all files in their places.</summary>
    /// <remarks>What it returns is in arrays: PowerShell cannot index the lists that a compiler makes.</remarks>
    public async Task<StageExport> CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_maker.IsDecided)
            await DecideAsync(cancellationToken).ConfigureAwait(false);

        if (_partitions is not null)
        {
            await _partitions.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
        }

        await _finished.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return new StageExport(
            RowCount, _finished.InputBytes, _finished.Files.Sum(static f => f.FileSize), _finished.Files.Select(static f => f.Path).ToArray())
        {
            FileDetails = _finished.Files.ToArray(),
        };
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_part is not null)
                await _part.DisposeAsync().ConfigureAwait(false);

            if (_partitions is not null)
                await _partitions.DisposeAsync().ConfigureAwait(false);

            await _finished.DisposeAsync().ConfigureAwait(false);
            _partitions?.Spill.Dispose();
            _older.Dispose();
        }
        finally
        {
            // Also where the store no longer answers: its files lie in the folder for temporary ones.
            _maker.Dispose();
        }
    }

    private PartFile Create(string? folder, CancellationToken cancellationToken)
    {
        var key = _names.Next(folder, _options.MaxFileSize is not null || folder is not null);
        _older.Look(key.Parent, cancellationToken);
        return _maker.Create(key, _columns);
    }

    private ReadOnlySpan<char> FolderOf(in BatchRow row) => _options.HasFolderValue ? _folders.Given(row) : _folders.Of(row);

    private ValueTask WriteAsync(BatchRow row, CancellationToken cancellationToken) =>
        _partitions is null ? WriteToPartAsync(row, cancellationToken) : _partitions.WriteAsync(row, cancellationToken);

    private async ValueTask WriteToPartAsync(BatchRow row, CancellationToken cancellationToken)
    {
        if (!_part!.TryWrite(row))
        {
            await NextPartAsync(cancellationToken).ConfigureAwait(false);
            _part.TryWrite(row);
        }

        if (_part.WantsFlush)
            await _part.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task NextPartAsync(CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken).ConfigureAwait(false);
        _part = Create(null, cancellationToken);
        await _part.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        var part = _part!;
        Interlocked.Add(ref _finishedBytes, part.InputBytes);
        _part = null;
        await _finished.AddAsync(part, cancellationToken).ConfigureAwait(false);
    }
}
