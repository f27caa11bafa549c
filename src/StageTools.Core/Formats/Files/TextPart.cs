namespace StageTools.Formats.Files;

/// <summary>A file of text: CSV, TSV, NDJSON or JSON, compressed or not.</summary>
internal sealed class TextPart : PartFile
{
    // Of less, handing it to another thread costs more than writing it.
    private const int LeastShared = 256;

    private readonly RowWriter _rows;
    private readonly RowWriter? _other;
    private readonly long _mostBytes;
    private readonly Utf8Buffer _behind = new();
    private readonly Utf8Buffer _shared = new();
    private Task _writing = Task.CompletedTask;
    private Stream? _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="target">Where it lies.</param>
    /// <param name="key">What it is called.</param>
    /// <param name="options">How rows are laid in files.</param>
    /// <param name="rows">Writes its rows.</param>
    /// <param name="other">Writes some of the rows of a chunk meanwhile; null where one thread writes all.</param>
    public TextPart(ExportTarget target, StageKey key, ExportOptions options, RowWriter rows, RowWriter? other)
        : base(target, key, options)
    {
        (_rows, _other) = (rows, options.MaxFileSize is null ? other : null);
        _rows.TurnTo(Bytes, RowCount);
        _rows.Begin();
        _mostBytes = (options.MaxFileSize ?? long.MaxValue) - _rows.Ending.Length;
    }

    public override long InputBytes => TakenBytes;

    public override long Touch() => base.Touch() + _mostBytes + (_rows is null ? 1 : 0);

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
        var count = _other is not null && SharedRows(chunk.RowCount - from) is >= LeastShared and var rows
            ? await WriteSharedAsync(_other, chunk, (from, rows), before).ConfigureAwait(false)
            : Write(chunk, from, before);
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

    // About as many as two writes take: what has gathered is not to grow with how wide rows are.
    private int SharedRows(int left) => RowCount == 0 ? 0 : (int)Math.Min(left, 2 * WriteSize / Math.Max(1, InputBytes / RowCount));

    /// <summary>Writes rows on two threads, half of them each.</summary>
    private async ValueTask<int> WriteSharedAsync(RowWriter other, DuckDbChunk chunk, (int From, int Count) rows, long before)
    {
        var (count, half) = (0, rows.Count / 2);
        _rows.TurnTo(Bytes, RowCount);
        other.TurnTo(_shared, RowCount + half);
        _rows.RowsBefore = other.RowsBefore = before - RowCount;
        var writing = Task.Run(() => WriteUntilFull(other, chunk, (rows.From + half, rows.Count - half), _shared));
        try
        {
            count = WriteUntilFull(_rows, chunk, (rows.From, half), Bytes);
        }
        finally
        {
            // What goes wrong in the first rows is told, whatever is wrong in the others.
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (count == half)
        {
            count += await writing.ConfigureAwait(false);
            Bytes.Append(_shared.Written);
        }

        _shared.Truncate(0);
        RowCount += count;
        return count;
    }

    private static int WriteUntilFull(RowWriter writer, DuckDbChunk chunk, (int From, int Count) rows, Utf8Buffer to)
    {
        var row = 0;
        for (; row < rows.Count && to.Length < 2 * WriteSize; row++)
            writer.Write(chunk, rows.From + row);

        return row;
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
    private RowWriter? _other;

    public override bool RowsMayDiffer => _rows is { CanChangeColumns: true };

    /// <inheritdoc/>
    public override bool TryTakeChunks(IReadOnlyList<DuckDbColumn> columns)
    {
        // What is nested is read step by step, by one.
        if (Environment.ProcessorCount > 1 && !columns.Any(static c => IsNested(c.Type.Kind)))
            _other = writer(new Utf8Buffer(), [.. columns.Select(static c => c.Name)]);

        return true;
    }

    /// <inheritdoc/>
    public override void Require(IReadOnlyList<string> columns)
    {
        FileFormatRules.RequireWritten(target.Format.Compression);

        // They are tried out on a file that never is.
        _rows = writer(new Utf8Buffer(), columns);
        _rows.Begin();
    }

    public override PartFile Create(StageKey key, IReadOnlyList<string> columns) =>
        new TextPart(target, key, options, _rows ??= writer(new Utf8Buffer(), columns), _other);

    private static bool IsNested(DuckDbTypeKind kind) =>
        kind is DuckDbTypeKind.List or DuckDbTypeKind.Struct or DuckDbTypeKind.Map or DuckDbTypeKind.Array or DuckDbTypeKind.Union
            or DuckDbTypeKind.Variant;
}
