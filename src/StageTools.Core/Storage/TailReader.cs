namespace StageTools.Storage;

/// <summary>Finds where the last lines of a file begin, reading backwards, block by block, no more than it must.</summary>
public static class TailReader
{
    private const int BlockSize = 64 * 1024;

    /// <summary>The offset, in bytes, at which the last lines begin.</summary>
    /// <param name="store">Where the file lies.</param>
    /// <param name="file">The file; a line end is the byte 0x0A, as in UTF-8, ASCII and Latin-1.</param>
    /// <param name="lines">How many lines; one that ends the file without a line end counts.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<long> FindLastLinesAsync(IStore store, StoreItem file, int lines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (lines <= 0)
            return file.Size;

        using var rented = MemoryPool<byte>.Shared.Rent(BlockSize);

        // The line end that ends the file ends its last line; it begins no other.
        var end = Math.Max(file.Size - 1, 0);
        while (end > 0)
        {
            var start = Math.Max(end - BlockSize, 0);
            var block = rented.Memory[..(int)(end - start)];
            await ReadAsync(store, file, start, block, cancellationToken).ConfigureAwait(false);
            for (var i = block.Span.LastIndexOf((byte)'\n'); i >= 0; i = block.Span[..i].LastIndexOf((byte)'\n'))
            {
                if (--lines == 0)
                    return start + i + 1;
            }

            end = start;
        }

        return 0;
    }

    private static async Task ReadAsync(IStore store, StoreItem file, long offset, Memory<byte> block, CancellationToken cancellationToken)
    {
        var content = await store.OpenReadAsync(file, offset, cancellationToken).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        if (await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < block.Length)
        {
            var shown = store.Show(StageKey.FromStore(file.Key));
            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{shown}' became shorter while its end was looked for; read it again when it is at rest.", shown);
        }
    }
}
