using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using StageTools.Stages;

namespace StageTools.Storage.Folders;

/// <summary>Lists what lies in a folder and below, as it is read.</summary>
/// <remarks>
/// Files come in key order, folder by folder, as a bucket lists them. A folder of more than <see cref="SortLimit"/> entries comes as the file system
/// gives it, so that memory does not grow with the data. Links that lead out of the stage, and links to folders (they may run in circles), are left out.
/// </remarks>
internal sealed class FolderListing(FolderBoundary boundary, bool rootMayBeMissing)
{
    /// <summary>The largest folder that is sorted, in entries.</summary>
    public const int SortLimit = 16_384;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    /// <summary>All files below a folder; of what lies directly in it, only what begins with a text.</summary>
    public IAsyncEnumerable<StoreItem> DeepAsync(StageKey folder, string namePrefix, CancellationToken cancellationToken) =>
        StreamAsync(folder, path => Deep(path, folder.AsPrefix, namePrefix), cancellationToken);

    /// <summary>The files and folders directly in a folder.</summary>
    public IAsyncEnumerable<StoreItem> ShallowAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        StreamAsync(folder, path => Shallow(path, folder.AsPrefix, names), cancellationToken);

    private IEnumerable<StoreItem> Deep(string folder, string folderKey, string namePrefix)
    {
        var pending = new Stack<IEnumerator<StoreItem>>();
        pending.Push(Shallow(folder, folderKey, new NameSelection(namePrefix)).GetEnumerator());
        try
        {
            while (pending.TryPeek(out var level))
            {
                if (!MoveNext(level, isTop: pending.Count == 1))
                {
                    pending.Pop().Dispose();
                }
                else if (!level.Current.IsFolder)
                {
                    yield return level.Current;
                }
                else
                {
                    var key = level.Current.Key;
                    pending.Push(Shallow(Path.Combine(boundary.Root, key), key + "/", NameSelection.All).GetEnumerator());
                }
            }
        }
        finally
        {
            while (pending.TryPop(out var level))
            {
                level.Dispose();
            }
        }
    }

    /// <summary>The files and folders directly in a folder.</summary>
    public IEnumerable<StoreItem> Shallow(string folder, string folderKey, NameSelection names)
    {
        var first = new List<StoreItem>();
        using var entries = Read(folder, folderKey, names).GetEnumerator();
        var more = true;
        while (first.Count <= SortLimit && (more = entries.MoveNext()))
        {
            first.Add(entries.Current);
        }

        if (!more)
        {
            first.Sort(InKeyOrder);
        }

        foreach (var item in first)
        {
            yield return item;
        }

        while (more && entries.MoveNext())
        {
            yield return entries.Current;
        }
    }

    /// <summary>A folder below that somebody removes meanwhile holds nothing; the stage's own folder going away is an error.</summary>
    private bool MoveNext(IEnumerator<StoreItem> level, bool isTop)
    {
        try
        {
            return level.MoveNext();
        }
        catch (DirectoryNotFoundException) when (!isTop && Directory.Exists(boundary.Root))
        {
            return false;
        }
    }

    /// <summary>A time of the file system, which is UTC, as such.</summary>
    internal static DateTimeOffset Utc(DateTime time) => new(time, TimeSpan.Zero);

    // A folder stands where its keys do: "a/x" comes after "a.csv", since '/' comes after '.'.
    private static int InKeyOrder(StoreItem a, StoreItem b)
    {
        if (!a.IsFolder && !b.IsFolder)
        {
            return string.CompareOrdinal(a.Key, b.Key);
        }

        var order = string.CompareOrdinal(a.Key, 0, b.Key, 0, Math.Min(a.Key.Length, b.Key.Length));
        return order != 0 ? order : After(a, b.Key.Length) - After(b, a.Key.Length);

        static int After(StoreItem item, int length) => item.Key.Length > length ? item.Key[length] : item.IsFolder ? '/' : -1;
    }

    private FileSystemEnumerable<StoreItem> Read(string folder, string folderKey, NameSelection names) =>
        new(folder, (ref FileSystemEntry entry) => Item(ref entry, folderKey), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.FileName.StartsWith(names.Prefix, StringComparison.Ordinal)
                && (names.Files is null || entry.IsDirectory || names.Files(entry.FileName.ToString()))
                && !StorePart.IsPart(entry.FileName)
                && IsOurs(ref entry),
        };

    private bool IsOurs(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
        {
            return true;
        }

        var item = entry.ToFileSystemInfo();
        return item.LinkTarget is null || (!entry.IsDirectory && boundary.IsInside(item) && LeadsToFile(item));
    }

    /// <summary>False for a link to what is gone, and for links that run in a circle.</summary>
    private static bool LeadsToFile(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static StoreItem Item(ref FileSystemEntry entry, string folderKey)
    {
        var key = string.Concat(folderKey, entry.FileName);
        if ((entry.Attributes & FileAttributes.ReparsePoint) != 0 && entry.ToFileSystemInfo().ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            return new StoreItem(key, target.Length, Utc(target.LastWriteTimeUtc));
        }

        return entry.IsDirectory
            ? new StoreItem(key, 0, entry.LastWriteTimeUtc) { IsFolder = true }
            : new StoreItem(key, entry.Length, entry.LastWriteTimeUtc);
    }

    private async IAsyncEnumerable<StoreItem> StreamAsync(
        StageKey folder, Func<string, IEnumerable<StoreItem>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A folder is read on the caller's thread: its answer comes from memory or a local disk, and a hop a file would cost more than it.
        await ValueTask.CompletedTask.ConfigureAwait(false);
        if (rootMayBeMissing && !Directory.Exists(boundary.Root))
        {
            yield break;
        }

        var path = boundary.PathOf(folder);
        if (File.Exists(path) || (!Directory.Exists(path) && Directory.Exists(boundary.Root)))
        {
            // As in a bucket: below a key that is no folder, there is nothing.
            yield break;
        }

        using var items = list(path).GetEnumerator();
        while (Next(items, folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return items.Current;
        }
    }

    private bool Next(IEnumerator<StoreItem> items, StageKey folder)
    {
        try
        {
            return items.MoveNext();
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, boundary.Root, boundary.Show(folder));
        }
    }
}
