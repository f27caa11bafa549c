using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Drive;

/// <summary>Writes what lies in a folder and, as deep as asked, below it: a folder's own items first, then what its folders hold, as Get-ChildItem
/// does.</summary>
internal sealed class ItemWalk(
    Func<string, NameSelection, IEnumerable<DriveItem>> children,
    Action<DriveItem> write,
    Action<StageException> onError,
    string? filter,
    ChildItemParameters? parameters,
    CancellationToken cancellationToken)
{
    private readonly NameFilter _filter = new(filter);

    /// <summary>Walks a folder.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="depth">How many levels of folders to go down; 0 for the folder alone.</param>
    public void Run(string folder, uint depth)
    {
        var folders = depth == 0 ? null : new List<string>();

        foreach (var item in children(folder, _filter.Names(withAllFolders: depth > 0)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_filter.IsMatch(item) && parameters?.Wants(item.IsFolder) != false)
                write(item);

            if (item.IsFolder)
                folders?.Add(item.Path);
        }

        foreach (var path in folders ?? [])
        {
            try
            {
                Run(path, depth == uint.MaxValue ? depth : depth - 1);
            }
            catch (StageException e) when (e.Code is StageErrorCode.AccessDenied)
            {
                // One folder that may not be read; the others may.
                onError(e);
            }
        }
    }
}
