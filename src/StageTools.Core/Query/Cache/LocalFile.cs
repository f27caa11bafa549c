namespace StageTools.Query.Cache;

/// <summary>A staged file as a file of this machine. While it is held, the cache keeps its copy.</summary>
public sealed class LocalFile : IDisposable
{
    private readonly FileStream? _held;
    private readonly ILocalFiles? _folder;
    private readonly (string Path, object State) _found;

    /// <summary>
    /// A file of a folder's stage, where it really lies: no link is left in its path that could lead elsewhere by the time it is read.
    /// </summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>FileNotFound</c>, <c>ItemKindMismatch</c>.</exception>
    internal LocalFile(ILocalFiles folder, string shown, StoreItem item)
    {
        (_folder, Shown, Item) = (folder, shown, item);
        _found = folder.Locate(StageKey.FromStore(item.Key));
        Path = _found.Path;
    }

    /// <summary>A copy in the cache.</summary>
    internal LocalFile(FileStream held, string shown, StoreItem item) => (_held, Path, Shown, Item) = (held, held.Name, shown, item);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The path by which the user knows it: <c>@stage/key</c>.</summary>
    public string Shown { get; }

    /// <summary>The file in its store.</summary>
    public StoreItem Item { get; }

    /// <summary>Whether the file has changed since it was found; a copy never does.</summary>
    internal bool IsChanged
    {
        get
        {
            try
            {
                return _folder is not null && !_folder.Locate(StageKey.FromStore(Item.Key)).Equals(_found);
            }
            catch (StageException)
            {
                return true;
            }
        }
    }

    /// <summary>Gives the copy back to the cache.</summary>
    public void Dispose() => _held?.Dispose();

    /// <summary>Opens it; what is read is the file in its stage, whatever stands at its path by now.</summary>
    internal FileStream Open(int bufferSize) => _folder is not null
        ? _folder.OpenStream(StageKey.FromStore(Item.Key), bufferSize)
        : new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize, FileOptions.SequentialScan);
}
