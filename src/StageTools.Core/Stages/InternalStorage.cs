using StageTools.Catalog;
using StageTools.Errors;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Folders;

namespace StageTools.Stages;

/// <summary>The storage of the catalog itself: where internal and user stages keep their files, in the catalog's folder or in a bucket.</summary>
internal sealed class InternalStorage(CatalogHome home, BucketConnections buckets)
{
    /// <summary>The store of an internal stage.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="shownAs">What messages call it.</param>
    /// <param name="createFolder">Called before the first file, where a folder must be made.</param>
    public IStore Open(string id, string shownAs, Action createFolder) => StorageSetting.FromEnvironment() is { } setting
        ? InBucket(setting, StageKeyOf(id), shownAs)
        : new FileStore(home.Own(home.StageFolder(id)), createFolder, shownAs: shownAs);

    /// <summary>The store of this user's own stage. In a bucket it is as private as the bucket's policy makes the prefix.</summary>
    public IStore OpenUser(string shownAs) => StorageSetting.FromEnvironment() is { } setting
        ? InBucket(setting, $"users/{Uri.EscapeDataString(CatalogHome.UserName)}", shownAs)
        : new FileStore(home.Own(home.UserFolder()), () => home.CreateFolder(home.UserFolder()), shownAs: shownAs);

    /// <summary>Where the files of an internal stage lie; null where it has none yet.</summary>
    public string? Locate(string id) => StorageSetting.FromEnvironment() is { } setting
        ? $"{setting.Url}{StageKeyOf(id)}/"
        : Directory.Exists(home.StageFolder(id)) ? home.StageFolder(id) : null;

    /// <summary>Removes the files of a dropped stage.</summary>
    /// <returns>False when some stayed: the next clean-up tries again.</returns>
    public async Task<bool> TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var folder = home.StageFolder(id);
            if (Directory.Exists(folder))
            {
                using var stages = OpenedItem.Root(Path.GetDirectoryName(home.Own(folder))!);
                FolderTree.Remove(stages, Path.GetFileName(folder), cancellationToken);
            }

            if (StorageSetting.FromEnvironment() is { } setting)
            {
                var store = InBucket(setting, StageKeyOf(id), setting.Url.ToString());
                if (!await store.RemoveAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                await RemoveLeftoversAsync(store, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e) when (e is StageException or IOException or UnauthorizedAccessException)
        {
            // A file in use, another user's, or a bucket that is away.
            return false;
        }
    }

    private static async Task RemoveLeftoversAsync(BucketStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.RemoveLeftoversAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException)
        {
            // The files are gone; not everybody may list uploads.
        }
    }

    private static string StageKeyOf(string id) => "stages/" + id;

    private BucketStore InBucket(StorageSetting setting, string key, string shownAs) =>
        buckets.Open(setting.Url with { Location = $"{setting.Url.Location}/{key}" }, setting.Connection, shownAs);
}
