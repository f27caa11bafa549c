namespace StageTools.Storage.Remote;

/// <summary>A range of a file that was fetched before it was wanted.</summary>
internal sealed class FetchedRange : IDisposable
{
    private byte[]? _buffer;
    private readonly int _size;
    private int _read;

    private FetchedRange(byte[] buffer, int size) => (_buffer, _size) = (buffer, size);

    /// <summary>Whether all of it was read.</summary>
    public bool IsRead => _read == _size;

    /// <summary>Fetches a range; a place among those that may be fetched was taken for it.</summary>
    public static async Task<FetchedRange> FetchAsync(
        Func<(long From, long To), CancellationToken, Task<RangeBody>> ask, (long From, long To) range, CancellationToken cancellationToken)
    {
        var size = (int)(range.To - range.From + 1);
        var buffer = PartBuffers.Rent(size);
        try
        {
            using var body = await ask(range, cancellationToken).ConfigureAwait(false);
            for (var filled = 0; filled < size;)
                filled += await body.ReadAsync(buffer.AsMemory(filled, size - filled), cancellationToken).ConfigureAwait(false);

            return new FetchedRange(buffer, size);
        }
        catch
        {
            PartBuffers.Return(buffer);
            PartBuffers.EndFetch();
            throw;
        }
    }

    /// <summary>Reads on.</summary>
    public int Read(Span<byte> target)
    {
        var count = Math.Min(target.Length, _size - _read);
        _buffer.AsSpan(_read, count).CopyTo(target);
        _read += count;
        return count;
    }

    /// <summary>Waits for a range that nobody wants any more, and gives its memory back.</summary>
    public static async Task DropAsync(Task<FetchedRange> range)
    {
        await ((Task)range).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (range.IsCompletedSuccessfully)
            range.Result.Dispose();
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            PartBuffers.Return(buffer);
            PartBuffers.EndFetch();
        }
    }
}
