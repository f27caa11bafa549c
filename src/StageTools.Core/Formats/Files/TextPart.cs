using System.Buffers;
using StageTools.DuckDb;
using StageTools.Export.Parts;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Paths;
using StageTools.Rows;

namespace StageTools.Formats.Files;

/// <summary>A file of text: CSV, TSV, NDJSON or JSON, compressed or not.</summary>
internal sealed class TextPart : PartFile
{
    // Large enough that a write costs little beside it.
    private const int WriteSize = 256 * 1024;

    // What a part that is one of many keeps between two writes.
    private const int KeptSize = 16 * 1024;

    private readonly RowBytes _bytes = new();
    private readonly RowWriter _rows;
    private readonly long _mostBytes;
    private readonly RowBytes _behind = new();
    private Task _writing = Task.CompletedTask;
    private Stream? _stream;
    private long _handedOn;

    public TextPart(
        ExportTarget target,
        StageKey key,
        ExportOptions options,
        IReadOnlyList<string> columns,
        Func<IBufferWriter<byte>,
        IReadOnlyList<string>,
        RowWriter> writer)
        : base(target, key, options)
    {
        _rows = writer(_bytes, columns);
        _rows.Begin();
        _mostBytes = (options.MaxFileSize ?? long.MaxValue) - _rows.EndLength;
    }

    public override long InputBytes => Volatile.Read(ref _handedOn) + _bytes.Length;

    public override long HeldBytes => _bytes.Capacity;

    public override bool TryWrite(in BatchRow row)
    {
        ChangeColumns(row.Columns);
        var before = _bytes.Length;
        _rows.RowsBefore = row.Number - 1 - _rows.RowCount;
        _rows.Write(row.Batch, row.Index);
        if (RowCount > 0 && InputBytes > _mostBytes)
        {
            _bytes.Truncate(before);
            return false;
        }

        RowCount++;
        return true;
    }

    public override ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        RowCount += batch.RowCount;
        foreach (var (from, to, columns) in batch.Runs)
        {
            ChangeColumns(columns);
            for (var row = from; row < to; row++)
                _rows.Write(batch, row);
        }

        batch.Release();
        return _bytes.Length >= WriteSize ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public override async ValueTask<int> WriteAsync(DuckDbChunk chunk, int from, long before, CancellationToken cancellationToken)
    {
        var count = Write(chunk, from, before);
        if (_bytes.Length >= WriteSize)
        {
            // What has gathered is compressed and stored while the next rows are written.
            await _writing.ConfigureAwait(false);
            _bytes.Swap(_behind);
            Interlocked.Add(ref _handedOn, _behind.Length);
            _writing = Task.Run(() => WriteBehindAsync(cancellationToken), cancellationToken);
        }

        return count;
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.ConfigureAwait(false);
        await OpenTextAsync(cancellationToken).ConfigureAwait(false);
        await _stream!.WriteAsync(_bytes.Written, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _handedOn, _bytes.Length);
        _bytes.Clear(_bytes.Length >= WriteSize ? int.MaxValue : KeptSize);
    }

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        _rows.End();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _bytes.Clear(0);
        await _stream!.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _writing.ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Writes rows until the file is full, or enough has gathered.</summary>
    private int Write(DuckDbChunk chunk, int from, long before)
    {
        var row = from;
        _rows.RowsBefore = before - RowCount;
        for (; row < chunk.RowCount && _bytes.Length < WriteSize; row++)
        {
            var length = _bytes.Length;
            _rows.Write(chunk, row);
            if (RowCount > 0 && InputBytes > _mostBytes)
            {
                _bytes.Truncate(length);
                break;
            }

            RowCount++;
        }

        return row - from;
    }

    private async Task WriteBehindAsync(CancellationToken cancellationToken)
    {
        await OpenTextAsync(cancellationToken).ConfigureAwait(false);
        await _stream!.WriteAsync(_behind.Written, cancellationToken).ConfigureAwait(false);
        _behind.Clear(int.MaxValue);
    }

    private async ValueTask OpenTextAsync(CancellationToken cancellationToken) => _stream ??= CompressionStreams.ForWriting(
        await OpenAsync(cancellationToken).ConfigureAwait(false), Target.Format.Compression ?? Compression.None, leaveOpen: true);

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
    private bool _rowsMayDiffer;

    public override bool RowsMayDiffer => _rowsMayDiffer;

    /// <inheritdoc/>
    public override bool TryTakeChunks(IReadOnlyList<DuckDbColumn> columns) => true;

    /// <inheritdoc/>
    public override void Require(IReadOnlyList<string> columns)
    {
        FileFormatRules.RequireWritten(target.Format.Compression);

        // They are tried out on a file that never is.
        var trial = writer(new RowBytes(), columns);
        trial.Begin();
        _rowsMayDiffer = trial.CanChangeColumns;
    }

    public override PartFile Create(StageKey key, IReadOnlyList<string> columns) => new TextPart(target, key, options, columns, writer);
}
