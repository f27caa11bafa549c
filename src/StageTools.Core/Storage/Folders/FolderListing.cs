namespace StageTools.Storage.Folders;

/// <summary>Lists what lies in a folder and below, as it is read.</summary>
/// <remarks>
/// Files come in key order, folder by folder, as a bucket lists them. A folder of more than <see cref="SortLimit"/> entries comes as the file system
/// gives it, so that memory does not grow with the data. Links that lead out of the stage, and links to folders (they may run in circles), are left
/// out.
/// </remarks>
internal sealed class FolderListing(FolderBoundary boundary)
{
    /// <summary>The largest folder that is sorted, in entries.</summary>
    public const int SortLimit = 16_384;

    private readonly FolderEntries _entries = new(boundary);

    /// <summary>All files below a folder; of what lies directly in it, only what begins with a text.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="namePrefix">The text.</param>
    /// <param name="mayHold">Whether a folder, of this key, is looked into.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<StoreItem> DeepAsync(
        StageKey folder, string namePrefix, Func<string, bool> mayHold, CancellationToken cancellationToken) =>
        StreamAsync(folder, opened => Deep(opened, folder.AsPrefix, namePrefix, mayHold), cancellationToken);

    /// <summary>The files and folders directly in a folder.</summary>
    public IAsyncEnumerable<StoreItem> ShallowAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        StreamAsync(folder, opened => Shallow(opened, folder.AsPrefix, names), cancellationToken);

    private IEnumerable<StoreItem> Deep(OpenedItem folder, string folderKey, string namePrefix, Func<string, bool> mayHold)
    {
        var pending = new Stack<(OpenedItem Folder, string Key, IEnumerator<StoreItem> Items)>();
        pending.Push((folder, folderKey, Shallow(folder, folderKey, new NameSelection(namePrefix)).GetEnumerator()));
        try
        {
            while (pending.TryPeek(out var level))
            {
                StoreItem? denied = null;
                if (!MoveNext(level.Items, level.Key, isTop: pending.Count == 1, ref denied))
                {
                    Pop();
                }
                else if (level.Items.Current is not { IsFolder: true, Error: null })
                {
                    yield return level.Items.Current;
                }
                else if (mayHold(level.Items.Current.Key) && Below(level.Folder, level.Items.Current.Key, level.Key.Length, ref denied) is { } below)
                {
                    var key = level.Items.Current.Key + "/";
                    pending.Push((below, key, Shallow(below, key, NameSelection.All).GetEnumerator()));
                }

                if (denied is { } unreadable)
                    yield return unreadable;
            }
        }
        finally
        {
            while (pending.Count > 0)
                Pop();
        }

        void Pop()
        {
            var level = pending.Pop();
            level.Items.Dispose();
            if (level.Folder != folder)
                level.Folder.Dispose();
        }
    }

    /// <summary>The files and folders directly in a folder.</summary>
    private IEnumerable<StoreItem> Shallow(OpenedItem folder, string folderKey, NameSelection names)
    {
        var first = new List<StoreItem>();
        using var entries = _entries.Read(folder, folderKey, names).GetEnumerator();
        var more = true;
        while (first.Count <= SortLimit && (more = entries.MoveNext()))
            first.Add(entries.Current);

        var order = more ? null : KeyOrder(first);
        for (var i = 0; i < first.Count; i++)
            yield return first[order?[i] ?? i];

        while (more && entries.MoveNext())
            yield return entries.Current;
    }

    /// <summary>
    /// A folder below that somebody removes meanwhile holds nothing, one that may not be read is an item that tells so; the named folder is an error.
    /// </summary>
    private bool MoveNext(IEnumerator<StoreItem> level, string folderKey, bool isTop, ref StoreItem? denied)
    {
        try
        {
            return level.MoveNext();
        }
        catch (DirectoryNotFoundException) when (!isTop && Directory.Exists(boundary.Root))
        {
            return false;
        }
        catch (UnauthorizedAccessException e) when (!isTop)
        {
            denied = Denied(folderKey[..^1], e);
            return false;
        }
    }

    /// <summary>
    /// Opens a folder in the folder that was opened, by its name and through no link: it may not be there any more, or be something else.
    /// </summary>
    private OpenedItem? Below(OpenedItem folder, string key, int nameStart, ref StoreItem? denied)
    {
        try
        {
            return folder.TryOpenChild(key[nameStart..], ItemKind.Folder);
        }
        catch (UnauthorizedAccessException e)
        {
            denied = Denied(key, e);
            return null;
        }
    }

    private StoreItem Denied(string folder, Exception e) =>
        new(folder, 0, default) { IsFolder = true, Error = FileStoreErrors.Explain(e, boundary.Root, boundary.Show(StageKey.FromStore(folder))) };

    /// <summary>The places of items in the order of their keys. A folder stands where its keys do: "a/x" comes after "a.csv", since '/' comes after
    /// '.'.</summary>
    private static int[] KeyOrder(List<StoreItem> items)
    {
        // Items are large, and their keys are not: those alone are moved about.
        string[] keys = [.. items.Select(static item => item.IsFolder ? item.Key + "/" : item.Key)];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order, StringComparer.Ordinal);
        return order;
    }

    private async IAsyncEnumerable<StoreItem> StreamAsync(
        StageKey folder, Func<OpenedItem, IEnumerable<StoreItem>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A folder is read on the caller's thread: its answer comes from memory or a local disk, and a hop a file would cost more than it.
        if (boundary.RootMayBeMissing && !Directory.Exists(boundary.Root))
            yield break;

        // As in a bucket: below a key that is no folder, there is nothing.
        using var opened = boundary.Do(folder, () => boundary.TryOpen(folder, isFolder: true));
        if (opened is null)
            yield break;

        using var items = list(opened).GetEnumerator();
        Func<bool> next = items.MoveNext;
        while (boundary.Do(folder, next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return items.Current;
        }
    }
}
