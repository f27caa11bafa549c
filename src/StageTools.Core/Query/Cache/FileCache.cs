namespace StageTools.Query.Cache;

/// <summary>
/// Staged files as files of this machine, for what reads files by itself. A folder's files are where they are; a bucket's are copied into
/// <c>$STAGETOOLS_HOME/cache</c>, verified as whenever they are read, and again only when they have changed. Safe to use from many threads and
/// processes.
/// </summary>
/// <param name="home">Whose cache it is; nothing is made before it is needed.</param>
/// <param name="limit">How much it may hold, in bytes; null for what the environment and the disk say.</param>
public sealed class FileCache(MachineHome home, long? limit = null)
{
    // Another process may remove a copy in the moment before it is held.
    private const int MostAttempts = 3;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly CacheFolder _folder = new(home, limit);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Whose cache it is.</summary>
    internal MachineHome Home => home;

    /// <summary>The folder that holds the copies.</summary>
    internal string Folder => _folder.Store.Root;

    /// <summary>A file of this machine with the content of a staged one.</summary>
    /// <param name="store">Where the staged one lies.</param>
    /// <param name="file">The file, as its store has listed or found it.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <exception cref="StageException">
    /// As its store has it: <c>ChecksumMismatch</c> for a file that was replaced since, or changed on its way; <c>StoreFull</c>.
    /// </exception>
    public Task<LocalFile> BringAsync(IStore store, StoreItem file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Local is { } local
            ? Task.FromResult(new LocalFile(local, store.Show(StageKey.FromStore(file.Key)), file))
            : MakeAsync(
                store,
                file,
                recipe: string.Empty,
                suffix: SuffixOf(file.Key),
                file.Size,
                (target, token) => FetchAsync(store, file, target, token),
                cancellationToken);
    }

    /// <summary>A file made from a staged one, and made again when that has changed.</summary>
    /// <param name="store">Where the staged one lies.</param>
    /// <param name="file">The staged file.</param>
    /// <param name="recipe">What tells this making from others.</param>
    /// <param name="suffix">How the name of what is made ends.</param>
    /// <param name="size">About how large it will be, in bytes.</param>
    /// <param name="make">Writes it.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    internal async Task<LocalFile> MakeAsync(
        IStore store,
        StoreItem file,
        string recipe,
        string suffix,
        long size,
        Func<Stream, CancellationToken, Task> make,
        CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        var name = NameOf(store.Identify(key), file, recipe) + suffix;
        var shown = store.Show(key);
        if (_folder.TryHold(name) is { } known)
            return new LocalFile(known, shown, file);

        var gate = _gates.GetOrAdd(name, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another thread, or another process, may have been quicker.
            FileStream? held;
            for (var attempt = 0; (held = _folder.TryHold(name)) is null && attempt < MostAttempts; attempt++)
                await WriteAsync(StageKey.FromStore(name), size, make, cancellationToken).ConfigureAwait(false);

            return held is not null
                ? new LocalFile(held, shown, file)
                : throw StageErrorCode.StoreUnavailable.Error(
                    $"The copy of '{shown}' cannot be read in the cache '{_folder.Store.Root}'; check who owns that folder, or remove it.", shown);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task WriteAsync(StageKey name, long size, Func<Stream, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        _folder.MakeRoom(size);
        try
        {
            var writer = await _folder.Store.CreateAsync(name, new WriteOptions(Overwrite: false), cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await make(writer.Stream, cancellationToken).ConfigureAwait(false);
                await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StageException e) when (e.Code is StageErrorCode.FileAlreadyExists)
        {
            // Another process made the same: that one will do. Or it cannot be held for a moment: who is being started has its parent's locks, too.
            await Task.Delay(Moment, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task FetchAsync(IStore store, StoreItem file, Stream target, CancellationToken cancellationToken)
    {
        var source = await store.OpenReadAsync(file, 0, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await StoreTransfer.PumpAsync(source, target, static _ => { }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The suffixes stay: DuckDB tells formats and compression by them.</summary>
    private static string SuffixOf(string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        var inner = Path.GetExtension(Path.GetFileNameWithoutExtension(name));
        var suffix = inner + Path.GetExtension(name);
        return suffix.Length <= 20 && suffix.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.') ? suffix : string.Empty;
    }

    private static string NameOf(string identity, StoreItem file, string recipe)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{identity}\n{file.Size}\n{file.ETag}\n{file.LastModified.UtcTicks}\n{recipe}");
        return Convert.ToHexString(XxHash128.Hash(MemoryMarshal.AsBytes(text.AsSpan()))).ToLowerInvariant();
    }
}
