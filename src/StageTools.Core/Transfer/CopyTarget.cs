using StageTools.Errors;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Transfer;

/// <summary>Where files go.</summary>
/// <param name="Place">The stage, or the folder of this machine.</param>
/// <param name="Key">The folder or file there.</param>
/// <param name="IsFolder">Whether <paramref name="Key"/> is a folder that files go into; else it is the file.</param>
public sealed record CopyTarget(Place Place, StageKey Key, bool IsFolder)
{
    /// <summary>A folder or file of a stage: a folder where it is said to be, is one, or is the stage itself.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>; a path that cannot be read.</exception>
    public static async Task<CopyTarget> StageAsync(StageFiles files, StagePath path, bool isFolder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        var place = await Place.StageAsync(files, path.Stage, forWriting: true, cancellationToken).ConfigureAwait(false);
        isFolder = isFolder
            || path.Key.IsRoot
            || await place.Store.FindAsync(path.Key, cancellationToken).ConfigureAwait(false) is { IsFolder: true };
        return new CopyTarget(place, path.Key, isFolder);
    }

    /// <summary>A folder or file of this machine, by its full path: a folder where it is said to be or is one.</summary>
    public static CopyTarget Local(string path, bool isFolder) => isFolder || Directory.Exists(path)
        ? new CopyTarget(Place.Local(path), StageKey.Root, IsFolder: true)
        : new CopyTarget(Place.Local(Path.GetDirectoryName(path)!), StageKey.Parse(Path.GetFileName(path)), IsFolder: false);
}
