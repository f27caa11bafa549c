namespace StageTools.Storage;

/// <summary>Moving the bytes of one file, and what else all stores do by what each can do.</summary>
public static class StoreTransfer
{
    // Large enough that a system call costs nothing beside it, small enough for many files at once.
    private const int BufferSize = 1 << 20;

    // Small enough to be written while it is in the processor's cache.
    private const int LocalBufferSize = 256 << 10;

    /// <summary>Writes a whole file from a stream.</summary>
    public static async Task<StoreItem> WriteAsync(
        this IStore store, StageKey key, Stream content, WriteOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(content);
        var writer = await store.CreateAsync(key, options, cancellationToken).ConfigureAwait(false);
        await using var closing = writer.ConfigureAwait(false);
        await PumpAsync(content, writer.Stream, static _ => { }, cancellationToken).ConfigureAwait(false);
        return await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All files whose keys begin with a text.</summary>
    public static IAsyncEnumerable<StoreItem> ListAsync(this IStore store, string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, static _ => true, cancellationToken);

    /// <summary>Opens a file by its key.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>.</exception>
    public static async Task<Stream> OpenReadAsync(this IStore store, StageKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var file = await store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(key));
        return await store.OpenReadAsync(file, 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves all bytes of a stream to another.</summary>
    internal static async Task PumpAsync(Stream source, Stream target, Action<long> wrote, CancellationToken cancellationToken)
    {
        if (source is LocalStream from && target is LocalStream to)
            PumpLocal(from, to, wrote, cancellationToken);
        else
            await PumpAheadAsync(source, target, wrote, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Between two files of this machine, on the thread that asks for it: a hop a block would cost more than its bytes.</summary>
    private static void PumpLocal(LocalStream source, LocalStream target, Action<long> wrote, CancellationToken cancellationToken)
    {
        if (target.TryClone(source) is { } size)
        {
            wrote(size);
            return;
        }

        using var rented = MemoryPool<byte>.Shared.Rent(LocalBufferSize);
        var buffer = rented.Memory.Span;
        while (source.Read(buffer) is > 0 and var count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(buffer[..count]);
            wrote(count);
        }
    }

    /// <summary>The next block is read while the last is written.</summary>
    private static async Task PumpAheadAsync(Stream source, Stream target, Action<long> wrote, CancellationToken cancellationToken)
    {
        using var first = MemoryPool<byte>.Shared.Rent(BufferSize);
        using var second = MemoryPool<byte>.Shared.Rent(BufferSize);
        var (filled, spare) = (first.Memory, second.Memory);
        var count = await source.ReadAtLeastAsync(filled, BufferSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        while (count > 0)
        {
            var writing = target.WriteAsync(filled[..count], cancellationToken);
            var next = 0;
            try
            {
                // A block that is not full was the last.
                next = count < BufferSize
                    ? 0
                    : await source.ReadAtLeastAsync(spare, BufferSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await writing.ConfigureAwait(false);
            }

            wrote(count);
            (filled, spare, count) = (spare, filled, next);
        }
    }

    /// <summary>Whether two files hold the same bytes. Where their stores keep an MD5, or one does, no bucket is asked for a byte.</summary>
    internal static async Task<bool> SameContentAsync(IStore a, StoreItem fileOfA, IStore b, StoreItem fileOfB, CancellationToken cancellationToken)
    {
        if (fileOfA.Size != fileOfB.Size)
            return false;

        return (fileOfA.MD5, fileOfB.MD5) switch
        {
            (string md5OfA, string md5OfB) => md5OfA == md5OfB,
            (null, string md5OfB) => await HashAsync(a, fileOfA, isMd5: true, cancellationToken).ConfigureAwait(false) == md5OfB,
            (string md5OfA, null) => await HashAsync(b, fileOfB, isMd5: true, cancellationToken).ConfigureAwait(false) == md5OfA,
            _ => await HashAsync(a, fileOfA, isMd5: false, cancellationToken).ConfigureAwait(false)
                == await HashAsync(b, fileOfB, isMd5: false, cancellationToken).ConfigureAwait(false),
        };
    }

    private static async Task<string> HashAsync(IStore store, StoreItem file, bool isMd5, CancellationToken cancellationToken)
    {
        var content = await store.OpenReadAsync(file, 0, cancellationToken).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        if (isMd5)
            return Convert.ToHexStringLower(await MD5.HashDataAsync(content, cancellationToken).ConfigureAwait(false));

        var hash = new XxHash128();
        await hash.AppendAsync(content, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
