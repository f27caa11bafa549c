using System.Collections.Concurrent;
using StageTools.Stages;

namespace StageTools.Storage.Folders;

/// <summary>Where files and folders of a stage are to be made: the stage's own folder is made first, then their parents, and those are swept of dead parts once.</summary>
/// <param name="boundary">The stage's folder.</param>
/// <param name="createRoot">Makes it; null for a folder that is not ours to make.</param>
internal sealed class FolderTargets(FolderBoundary boundary, Action? createRoot)
{
    private readonly ConcurrentDictionary<string, bool> _swept = new(StringComparer.Ordinal);

    /// <summary>The path of a file or folder to be made, its parent made.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>, <c>ItemKindMismatch</c>, <c>FileAlreadyExists</c>, <c>StoreUnavailable</c>.</exception>
    public string Make(StageKey key, bool overwrite)
    {
        if (key.IsRoot)
        {
            throw StoreErrors.IsNoFile(boundary.Show(key));
        }

        EnsureRoot();
        var path = boundary.PathOf(key);
        if (Directory.Exists(path))
        {
            throw new StageException(StageErrorCode.ItemKindMismatch, $"'{boundary.Show(key)}' is a folder; choose another name for the file.", boundary.Show(key));
        }

        if (!overwrite && File.Exists(path))
        {
            throw StoreErrors.AlreadyExists(boundary.Show(key));
        }

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        if (_swept.TryAdd(folder, true))
        {
            StorePart.RemoveDead(folder);
        }

        return path;
    }

    /// <summary>Makes the stage's folder where it is missing and may be made.</summary>
    /// <exception cref="StageException"><c>StoreUnavailable</c>.</exception>
    public void EnsureRoot()
    {
        if (!Directory.Exists(boundary.Root))
        {
            (createRoot ?? throw FileStoreErrors.Gone(boundary.Root))();
        }
    }
}
