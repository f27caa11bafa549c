using StageTools.Storage;

namespace StageTools.Query;

/// <summary>A staged file as a file of this machine. While it is held, the cache keeps its copy.</summary>
public sealed class LocalFile : IDisposable
{
    private readonly FileStream? _held;
    private readonly (long Size, DateTime Written)? _state;

    /// <summary>A file of a folder's stage, where it lies.</summary>
    internal LocalFile(string path, string shown, StoreItem item)
    {
        (Path, Shown, Item) = (path, shown, item);
        _state = State();
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
    internal bool IsChanged => _state is { } state && state != State();

    /// <summary>Gives the copy back to the cache.</summary>
    public void Dispose() => _held?.Dispose();

    private (long Size, DateTime Written) State()
    {
        var file = new FileInfo(Path);
        file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : (-1, default);
    }
}
