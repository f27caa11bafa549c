using System.IO.Enumeration;

namespace StageTools.Storage.Folders;

/// <summary>What is done to a folder and all folders below it.</summary>
internal static class FolderTree
{
    /// <summary>Whatever lies in a folder, and nothing that is passed over in silence.</summary>
    public static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Whether a name may be one whose bytes are no UTF-8: .NET writes this character for them, and so it leads to nothing.</summary>
    public static bool MayBeUndecoded(ReadOnlySpan<char> name) => !OperatingSystem.IsWindows() && name.Contains('\uFFFD');

    /// <summary>Removes what lies in an opened folder, a folder with all that is in it; links go, what they lead to stays.</summary>
    /// <remarks>Each folder is opened in the one above it, and no link is followed: a folder that somebody swaps for a link meanwhile is a link that
    /// goes.</remarks>
    public static void Remove(OpenedItem parent, string name, CancellationToken cancellationToken)
    {
        using (var folder = parent.TryOpenChild(name, ItemKind.Folder))
        {
            if (folder is null)
            {
                File.Delete(parent.At(name));
                return;
            }

            foreach (var (below, isFolder) in Entries(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (MayBeUndecoded(below) && folder.InfoOf(below) is null)
                    throw new UndecodedNameException(Path.Join(folder.RealPath, below));

                if (isFolder)
                {
                    Remove(folder, below, cancellationToken);
                }
                else
                {
                    File.Delete(folder.At(below));
                }
            }
        }

        Directory.Delete(parent.At(name));
    }

    /// <summary>Goes through a folder and all folders below it, each opened in the one above; those that may not be read are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Its key.</param>
    /// <param name="visit">Called with each folder and its key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static void Walk(OpenedItem folder, StageKey key, Action<OpenedItem, StageKey> visit, CancellationToken cancellationToken)
    {
        visit(folder, key);
        foreach (var (name, _) in Entries(folder).Where(static entry => entry.IsFolder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var below = folder.TryOpenChild(name, ItemKind.Folder);
                if (below is not null)
                    Walk(below, StageKey.FromStore(key.AsPrefix + name), visit, cancellationToken);
            }
            catch (UnauthorizedAccessException)
            {
                // Nobody could write there either.
            }
        }
    }

    /// <summary>What lies directly in a folder.</summary>
    public static FileSystemEnumerable<(string Name, bool IsFolder)> Entries(OpenedItem folder) =>
        new(folder.Path, static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory), Everything);
}
