using System.IO.Enumeration;

namespace StageTools.Storage.Folders;

/// <summary>What lies directly in an opened folder: files, folders, links to files, and what is neither, as the error that it is.</summary>
internal sealed class FolderEntries(FolderBoundary boundary)
{
    private const int BatchSize = 2048;

    /// <summary>The fewest names that another thread is worth.</summary>
    private const int LeastPart = 64;

    /// <summary>Whether anything lies in a folder that is not a part of a file being written.</summary>
    public static bool HasItems(OpenedItem folder) => FolderTree.Entries(folder).Any(static entry => !StorePart.IsPart(entry.Name));

    /// <summary>The entries of a folder, as the file system gives them.</summary>
    public IEnumerable<StoreItem> Read(OpenedItem folder, string folderKey, NameSelection names)
    {
        // Whether it is a folder is asked of those alone that nothing else will tell of.
        var found = new FileSystemEnumerable<(string Name, bool IsFolder)>(
            folder.Path,
            static (ref FileSystemEntry entry) => (entry.FileName.ToString(), FolderTree.MayBeUndecoded(entry.FileName) && entry.IsDirectory),
            FolderTree.Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.FileName.StartsWith(names.Prefix, StringComparison.Ordinal) && !StorePart.IsPart(entry.FileName),
        };
        foreach (var batch in found.Chunk(BatchSize))
        {
            var items = Items(folder, folderKey, batch);
            for (var i = 0; i < items.Length; i++)
            {
                if (items[i] is { } item && (item.IsFolder || names.Files?.Invoke(batch[i].Name) is not false))
                    yield return item;
            }
        }
    }

    /// <summary>What names stand for: of many, each processor asks for some, since a listing is mostly the file system's answers.</summary>
    private StoreItem?[] Items(OpenedItem folder, string folderKey, (string Name, bool IsFolder)[] names)
    {
        var items = new StoreItem?[names.Length];
        var parts = Math.Clamp(names.Length / LeastPart, 1, Environment.ProcessorCount);
        if (parts == 1)
            Look(0);
        else
            Parallel.For(0, parts, Look);

        return items;

        void Look(int part)
        {
            for (var (i, end) = (names.Length * part / parts, names.Length * (part + 1) / parts); i < end; i++)
                items[i] = Item(folder, folderKey, names[i]);
        }
    }

    /// <summary>What a name stands for: asked of the opened folder, which costs less than by a path, and tells what is no file.</summary>
    private StoreItem? Item(OpenedItem folder, string folderKey, (string Name, bool IsFolder) entry)
    {
        var key = folderKey + entry.Name;
        try
        {
            return folder.InfoOf(entry.Name) switch
            {
                { Kind: ItemKind.Link } => Linked(key),
                { } info => boundary.ItemOf(key, info),
                null when FolderTree.MayBeUndecoded(entry.Name) =>
                    new StoreItem(key, 0, default) { IsFolder = entry.IsFolder, Error = FileStoreErrors.Undecoded(Show(key)) },
                null => null,
            };
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return Unreadable(key, e);
        }
    }

    /// <summary>What a link leads to, if that is a file, and inside. In a stage other links are left out; among the user's own files each is an
    /// error.</summary>
    private StoreItem? Linked(string key)
    {
        var item = Opened(key);
        var leadsToFile = item is { Error: null, IsFolder: false };
        return leadsToFile || boundary.IsConfined ? (leadsToFile ? item : null)
            : item is null or { Error: null }
            ? new StoreItem(key, 0, default) { Error = FileStoreErrors.Link(Show(key), leadsToFolder: item is not null) }
            : item;
    }

    private StoreItem? Opened(string key)
    {
        try
        {
            using var item = boundary.TryOpen(StageKey.FromStore(key));
            return item is null ? null : boundary.ItemOf(key, item.Info);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return Unreadable(key, e);
        }
        catch (StageException e)
        {
            return new StoreItem(key, 0, default) { Error = e };
        }
    }

    private StoreItem Unreadable(string key, Exception e) => new(key, 0, default) { Error = FileStoreErrors.Explain(e, boundary.Root, Show(key)) };

    private string Show(string key) => boundary.Show(StageKey.FromStore(key));
}
