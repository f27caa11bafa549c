namespace StageTools.Storage.Remote;

/// <summary>A server's answer to one request for a range of a file, as it comes in.</summary>
/// <param name="answer">What ends it.</param>
/// <param name="stream">The bytes.</param>
/// <param name="size">How many there will be.</param>
/// <param name="timeout">How long some of them are waited for.</param>
internal sealed class RangeBody(IDisposable answer, Stream stream, long size, TimeSpan timeout) : IDisposable
{
    private readonly CancellationTokenSource _silence = new();
    private long _left = size;

    /// <summary>Whether all of the range was read.</summary>
    public bool IsRead => _left == 0;

    /// <summary>Reads what has come.</summary>
    /// <exception cref="IOException">The line broke, or the answer ended too early.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stopped = cancellationToken.UnsafeRegister(static silence => ((CancellationTokenSource)silence!).Cancel(), _silence);

        // A line that is silent for so long is taken for dead, and the rest asked for anew.
        _silence.CancelAfter(timeout);
        try
        {
            var count = await stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], _silence.Token).ConfigureAwait(false);
            _left -= count;
            return count > 0 ? count : throw new IOException("The answer ended before all of it had come.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {timeout.TotalSeconds} seconds.", new SilentServerException("The line is silent."));
        }
        finally
        {
            if (!_silence.IsCancellationRequested)
                _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        answer.Dispose();
        _silence.Dispose();
    }
}

/// <summary>
/// Nothing came for as long as anybody waits. The SDK asks again for many types, also when they are inside of another: this is none of them, and has
/// none inside.
/// </summary>
internal sealed class SilentServerException(string message) : Exception(message);
