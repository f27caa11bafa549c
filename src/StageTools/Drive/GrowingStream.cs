namespace StageTools.Drive;

/// <summary>A file that somebody still writes to, for <c>Get-Content -Wait</c>: at its end there may be more later. One that becomes shorter is read
/// from its beginning.</summary>
internal sealed class GrowingStream(IStore store, StoreItem file, long offset, Func<bool> isStopping, CancellationToken cancellationToken) : Stream
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private StoreItem _file = file;
    private Stream? _opened;
    private long _position = offset;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>Waits until there is more to read, or the command is stopped.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c> when the file was removed.</exception>
    public void WaitForMore()
    {
        var key = StageKey.Parse(_file.Key);
        while (true)
        {
            for (var waited = TimeSpan.Zero; waited < Pause; waited += Look)
            {
                // A content command that is stopped does not always tell its provider.
                if (cancellationToken.WaitHandle.WaitOne(Look) || isStopping())
                    throw new PipelineStoppedException();
            }

            var now = Wait(store.FindAsync(key, cancellationToken))
                ?? throw StageErrorCode.FileNotFound.Error(
                    $"'{store.Show(key)}' was removed, so there is nothing left to wait for.", store.Show(key));
            if (now.Size == _position)
                continue;

            _opened?.Dispose();
            (_opened, _file, _position) = (null, now, now.Size < _position ? 0 : _position);
            return;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position >= _file.Size)
            return 0;

        _opened ??= Wait(store.OpenReadAsync(_file, _position, cancellationToken));
        var count = _opened.Read(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _opened?.Dispose();

        base.Dispose(disposing);
    }
}
