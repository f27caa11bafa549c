namespace StageTools.Formats.Files;

/// <summary>A file of text: CSV, TSV, NDJSON or JSON, compressed or not.</summary>
internal sealed class TextPart : PartFile
{
    private readonly RowWriter _rows;
    private readonly long _mostBytes;
    private readonly Utf8Buffer _behind = new();
    private Task _writing = Task.CompletedTask;
    private Stream? _stream;

    public TextPart(ExportTarget target, StageKey key, ExportOptions options, RowWriter rows)
        : base(target, key, options)
    {
        _rows = rows;
        _rows.TurnTo(Bytes, RowCount);
        _rows.Begin();
        _mostBytes = (options.MaxFileSize ?? long.MaxValue) - _rows.Ending.Length;
    }

    public override long InputBytes => TakenBytes;

    public override bool TryWrite(in BatchRow row)
    {
        _rows.TurnTo(Bytes, RowCount);
        ChangeColumns(row.Columns);
        var before = Bytes.Length;
        _rows.RowsBefore = row.Number - 1 - RowCount;
        _rows.Write(row.Batch, row.Index);
        return IsKept(before);
    }

    public override ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        _rows.TurnTo(Bytes, RowCount);
        RowCount += batch.RowCount;
        foreach (var (from, to, columns) in batch.Runs)
        {
            ChangeColumns(columns);
            for (var row = from; row < to; row++)
                _rows.Write(batch, row);
        }

        batch.Release();
        return WantsFlush ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public override async ValueTask<int> WriteAsync(DuckDbChunk chunk, int from, long before, CancellationToken cancellationToken)
    {
        var count = Write(chunk, from, before);
        if (WantsFlush)
        {
            // What has gathered is compressed and stored while the next rows are written.
            await _writing.ConfigureAwait(false);
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            HandOver(_behind);
            _writing = Task.Run(() => StoreBehindAsync(cancellationToken), cancellationToken);
        }

        return count;
    }

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        Bytes.Write(_rows.Ending);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Bytes.Clear(0);
        await _stream!.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        await _writing.ConfigureAwait(false);
        await StoreAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes rows until the file is full, or enough has gathered.</summary>
    private int Write(DuckDbChunk chunk, int from, long before)
    {
        var row = from;
        _rows.TurnTo(Bytes, RowCount);
        _rows.RowsBefore = before - RowCount;
        for (; row < chunk.RowCount && !WantsFlush; row++)
        {
            var length = Bytes.Length;
            _rows.Write(chunk, row);
            if (!IsKept(length))
                break;
        }

        return row - from;
    }

    // A row that would make the file too large is taken back: it begins the next one.
    private bool IsKept(int before)
    {
        if (RowCount > 0 && InputBytes > _mostBytes)
        {
            Bytes.Truncate(before);
            return false;
        }

        RowCount++;
        return true;
    }

    private async Task StoreBehindAsync(CancellationToken cancellationToken)
    {
        await StoreAsync([_behind.WrittenMemory], cancellationToken).ConfigureAwait(false);
        _behind.Clear(int.MaxValue);
    }

    private async ValueTask StoreAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        _stream ??= CompressionStreams.ForWriting(
            await OpenAsync(cancellationToken).ConfigureAwait(false), Target.Format.Compression ?? Compression.None, leaveOpen: true);
        foreach (var some in bytes)
            await _stream.WriteAsync(some, cancellationToken).ConfigureAwait(false);
    }

    private void ChangeColumns(IReadOnlyList<string> columns)
    {
        if (!ReferenceEquals(columns, _rows.Columns))
            _rows.ChangeColumns(columns);
    }
}

/// <summary>Makes files of text.</summary>
/// <param name="target">Where they go.</param>
/// <param name="options">How rows are laid in files.</param>
/// <param name="writer">Makes the writer of a file.</param>
internal sealed class TextPartMaker(ExportTarget target, ExportOptions options, Func<IBufferWriter<byte>, IReadOnlyList<string>, RowWriter> writer)
    : PartMaker
{
    // One for all files: it turns from one to another with their rows, which come from one thread.
    private RowWriter? _rows;

    public override bool RowsMayDiffer => _rows is { CanChangeColumns: true };

    /// <inheritdoc/>
    public override bool TryTakeChunks(IReadOnlyList<DuckDbColumn> columns) => true;

    /// <inheritdoc/>
    public override void Require(IReadOnlyList<string> columns)
    {
        FileFormatRules.RequireWritten(target.Format.Compression);

        // They are tried out on a file that never is.
        _rows = writer(new Utf8Buffer(), columns);
        _rows.Begin();
    }

    public override PartFile Create(StageKey key, IReadOnlyList<string> columns) =>
        new TextPart(target, key, options, _rows ??= writer(new Utf8Buffer(), columns));
}
