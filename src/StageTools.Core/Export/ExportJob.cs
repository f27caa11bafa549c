using System.Buffers;
using StageTools.Formats;
using StageTools.Storage;

namespace StageTools.Export;

/// <summary>
/// Writes rows to one file. Rows become bytes on the caller's thread, are compressed and stored on another; the file is there when
/// <see cref="CompleteAsync"/> returns, whole, and never before. Disposed without that, it was never there.
/// </summary>
public sealed class ExportJob : IAsyncDisposable
{
    // Large enough that handing over costs nothing, small enough that a listing of a thousand exports at once would be harmless.
    private const int FlushSize = 256 * 1024;

    private readonly ExportTarget _target;
    private readonly StoreWriter _writer;
    private readonly Stream _stream;
    private readonly RowBuffers _buffers;
    private readonly Task _writing;
    private readonly CancellationTokenSource _stop;
    private readonly SwitchingBuffer _output = new();
    private readonly RowWriter _rows;
    private long _inputBytes;

    private ExportJob(ExportTarget target, StoreWriter writer, RowBuffers buffers, ArrayBufferWriter<byte> first, IReadOnlyList<string> columns, Func<object, object?>? convert, CancellationToken cancellationToken)
    {
        (_target, _writer, _buffers) = (target, writer, buffers);
        _output.Current = first;
        _rows = RowWriters.Create(target.Format, _output, columns, convert);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stream = CompressionStreams.ForWriting(writer.Stream, target.Format.Compression ?? Compression.None, leaveOpen: true);
        _writing = Task.Run(() => buffers.WriteToAsync(_stream, _stop.Token), CancellationToken.None);
        _rows.Begin();
    }

    /// <summary>Rows written so far.</summary>
    public long RowCount => _rows.RowCount;

    /// <summary>Bytes made so far, before compression.</summary>
    public long InputBytes => _inputBytes + _output.Current.WrittenCount;

    /// <summary>Whether <see cref="FlushAsync"/> is due.</summary>
    public bool WantsFlush => _output.Current.WrittenCount >= FlushSize;

    /// <summary>Begins a file. What is wrong with the target is said now.</summary>
    /// <param name="target">The file and its format.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="convert">Turns a value of a foreign type into one the formats know.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Gives the export up.</param>
    public static async Task<ExportJob> BeginAsync(
        ExportTarget target, IReadOnlyList<string> columns, Func<object, object?>? convert, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var writer = await target.Place.Store.CreateAsync(target.File, new WriteOptions(overwrite), cancellationToken).ConfigureAwait(false);
        try
        {
            var buffers = new RowBuffers(FlushSize + (FlushSize / 4));
            var first = await buffers.TakeAsync(cancellationToken).ConfigureAwait(false);
            return new ExportJob(target, writer, buffers, first, columns, convert, cancellationToken);
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the rows that follow other columns, where the format can.</summary>
    public bool TryChangeColumns(IReadOnlyList<string> columns) => _rows.TryChangeColumns(columns);

    /// <summary>Writes one row; as many values as there are columns.</summary>
    public void Write(ReadOnlySpan<object?> values) => _rows.Write(values);

    /// <summary>Hands on what has gathered; waits while the store is slower than the rows.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _inputBytes += _output.Current.WrittenCount;
        _buffers.Give(_output.Current);
        _output.Current = await _buffers.TakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the file in its place.</summary>
    public async Task<StageExport> CompleteAsync(CancellationToken cancellationToken)
    {
        _rows.End();
        _inputBytes += _output.Current.WrittenCount;
        _buffers.Give(_output.Current);
        _buffers.Complete();
        await _writing.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        var item = await _writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new StageExport(_rows.RowCount, _inputBytes, item.Size, [_target.Place.Show(_target.File)]);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _buffers.Complete();
        await _writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>The buffer being filled now, under one name for the row writer.</summary>
    private sealed class SwitchingBuffer : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Current { get; set; } = null!;

        public void Advance(int count) => Current.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => Current.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Current.GetSpan(sizeHint);
    }
}
