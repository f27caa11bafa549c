using StageTools.Errors;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Transfer;

/// <summary>Where files are copied from or to: a stage, or a folder of the user's own file system.</summary>
/// <param name="Store">What reads and writes there.</param>
/// <param name="Stage">The stage; null for a folder.</param>
public sealed record Place(IStore Store, StageName? Stage)
{
    /// <summary>The user's own folder, links and all.</summary>
    /// <param name="folder">Its full path; made when something is written to it.</param>
    public static Place Local(string folder) =>
        new(new FileStore(folder, () => Directory.CreateDirectory(folder), confined: false), Stage: null);

    /// <summary>A stage; for writing, it must be enabled.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, <c>StorageNotServed</c>.</exception>
    public static async Task<Place> StageAsync(StageFiles files, StageName stage, bool forWriting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new Place(await files.OpenStoreAsync(stage, forWriting, cancellationToken).ConfigureAwait(false), stage);
    }

    /// <summary>A key here as the user would write it.</summary>
    public string Show(StageKey key) => Store.Show(key);

    /// <summary>Whether two items are the same, or one lies in the other, by whichever stages they are reached.</summary>
    public bool Overlaps(StageKey key, Place other, StageKey keyThere)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (here, there) = (Store.Identify(key) + "/", other.Store.Identify(keyThere) + "/");
        return here.StartsWith(there, StringComparison.Ordinal) || there.StartsWith(here, StringComparison.Ordinal);
    }
}
