using StageTools.Errors;
using StageTools.Machine;
using StageTools.Storage;
using StageTools.Storage.Folders;
using StageTools.Storage.Providers;

namespace StageTools.Stages;

/// <summary>The storage of the catalog itself: where internal and user stages keep their files, in the catalog's folder or in a bucket.</summary>
internal sealed class InternalStorage(MachineHome home, StoreProviders stores)
{
    private StorageSetting? Setting => StorageSetting.FromEnvironment(stores);

    /// <summary>The store of an internal stage.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="shownAs">What messages call it.</param>
    /// <param name="createFolder">Called before the first file, where a folder must be made.</param>
    public IStore Open(string id, string shownAs, Action createFolder) => Setting is { } setting
        ? Open(setting, StageKeyOf(id), shownAs)
        : new FileStore(home.Own(home.StageFolder(id)), createFolder, shownAs: shownAs);

    /// <summary>The store of this user's own stage. In a bucket it is as private as the bucket's policy makes the prefix.</summary>
    public IStore OpenUser(string shownAs) => Setting is { } setting
        ? Open(setting, $"users/{Uri.EscapeDataString(MachineHome.UserName)}", shownAs)
        : new FileStore(home.Own(home.UserFolder()), () => home.CreateFolder(home.UserFolder()), shownAs: shownAs);

    /// <summary>Where the files of an internal stage lie; null where it has none yet.</summary>
    public string? Locate(string id) => Setting is { } setting
        ? setting.Url.Append(StageKeyOf(id)).ToString()
        : Directory.Exists(home.StageFolder(id)) ? home.StageFolder(id) : null;

    /// <summary>Removes the files of a dropped stage.</summary>
    /// <returns>False when some stayed: the next clean-up tries again.</returns>
    public async Task<bool> TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var folder = home.StageFolder(id);
            if (Directory.Exists(folder))
                await new FileStore(home.Own(folder)).RemoveAllAsync(cancellationToken).ConfigureAwait(false);

            return Setting is not { } setting
                || await RemoveAllAsync(Open(setting, StageKeyOf(id), setting.Url.ToString()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StageException or IOException or UnauthorizedAccessException)
        {
            // A file in use, another user's, or a bucket that is away.
            return false;
        }
    }

    private static async Task<bool> RemoveAllAsync(IStore store, CancellationToken cancellationToken)
    {
        if (!await store.RemoveAllAsync(cancellationToken).ConfigureAwait(false))
            return false;

        try
        {
            await store.RemoveLeftoversAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException)
        {
            // The files are gone; not everybody may list uploads.
        }

        return true;
    }

    private static string StageKeyOf(string id) => "stages/" + id;

    private IStore Open(StorageSetting setting, string folder, string shownAs) =>
        stores.Open(setting.Url.Append(folder), setting.Connection, shownAs);
}
