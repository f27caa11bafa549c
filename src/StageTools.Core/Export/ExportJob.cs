using System.Threading.Channels;
using StageTools.Formats;
using StageTools.Storage;

namespace StageTools.Export;

/// <summary>
/// Writes rows to one file. The caller's thread gathers them; another turns them into bytes, compresses and stores them. The file is there when
/// <see cref="CompleteAsync"/> returns, whole, and never before. Disposed without that, it was never there.
/// </summary>
public sealed class ExportJob : IAsyncDisposable
{
    private const int ValuesInBatch = 4096;
    private const long LengthOfBatch = 1 << 20;

    private readonly ExportTarget _target;
    private readonly StoreWriter _writer;
    private readonly Stream _stream;
    private readonly RowPipe _pipe;
    private readonly Task _running;
    private readonly CancellationTokenSource _stop;
    private RowBatch _batch;
    private long _rowCount;

    private ExportJob(ExportTarget target, StoreWriter writer, Stream stream, RowPipe pipe, RowBatch batch, CancellationToken cancellationToken)
    {
        (_target, _writer, _stream, _pipe, _batch) = (target, writer, stream, pipe, batch);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = Task.Run(() => pipe.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Rows taken so far.</summary>
    public long RowCount => _rowCount;

    /// <summary>Bytes made so far, before compression.</summary>
    public long InputBytes => _pipe.InputBytes;

    /// <summary>Whether <see cref="FlushAsync"/> is due.</summary>
    public bool WantsFlush => _batch.ValueCount >= ValuesInBatch || _batch.Length >= LengthOfBatch;

    /// <summary>Begins a file. What is wrong with the target is said now.</summary>
    /// <param name="target">The file and its format.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="convert">Turns a value of a foreign type into one the formats know; called on another thread.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Gives the export up.</param>
    public static async Task<ExportJob> BeginAsync(
        ExportTarget target, IReadOnlyList<string> columns, Func<object, object?>? convert, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var writer = await target.Place.Store.CreateAsync(target.File, new WriteOptions(overwrite), cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = CompressionStreams.ForWriting(writer.Stream, target.Format.Compression ?? Compression.None, leaveOpen: true);
            var pipe = new RowPipe(stream, target.Format, columns, convert);
            return new ExportJob(target, writer, stream, pipe, await pipe.TakeAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the rows that follow other columns, where the format can.</summary>
    public bool TryChangeColumns(IReadOnlyList<string> columns)
    {
        if (_pipe.CanChangeColumns)
        {
            _batch.ChangeColumns(columns);
        }

        return _pipe.CanChangeColumns;
    }

    /// <summary>Takes one row; as many values as there are columns. A value that the format cannot hold is told of by a later flush, or by <see cref="CompleteAsync"/>.</summary>
    public void Write(ReadOnlySpan<object?> values)
    {
        _batch.Add(values);
        _rowCount++;
    }

    /// <summary>Hands on what has gathered; waits while the store is slower than the rows.</summary>
    /// <exception cref="Stages.StageException"><c>ValueNotRepresentable</c>, <c>StoreFull</c>, or what else made the export fail.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _pipe.Give(_batch);
        try
        {
            _batch = await _pipe.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The pipe has failed: its own error says why.
            await _running.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts the file in its place.</summary>
    /// <exception cref="Stages.StageException">What made the export fail; the file is not there then.</exception>
    public async Task<StageExport> CompleteAsync(CancellationToken cancellationToken)
    {
        _pipe.Give(_batch);
        _pipe.Complete();
        await _running.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        var item = await _writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new StageExport(_pipe.RowCount, _pipe.InputBytes, item.Size, [_target.Place.Show(_target.File)]);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _pipe.Complete();
        await _running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
