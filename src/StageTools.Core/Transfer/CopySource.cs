using StageTools.Errors;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Transfer;

/// <summary>Where files come from, and which they are.</summary>
/// <param name="Place">Where they lie.</param>
/// <param name="Keys">Which they are.</param>
public sealed record CopySource(Place Place, KeySelection Keys)
{
    /// <summary>Files of a stage.</summary>
    /// <param name="files">The files of all stages.</param>
    /// <param name="path">The stage path.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>; a path, wildcard or pattern that cannot be read.</exception>
    public static async Task<CopySource> StageAsync(
        StageFiles files, string path, bool isLiteral, string? pattern, CancellationToken cancellationToken)
    {
        var selection = FileSelection.Parse(path, isLiteral, pattern: pattern);
        return new CopySource(
            await Place.StageAsync(files, selection.Stage, forWriting: false, cancellationToken).ConfigureAwait(false), selection.Keys);
    }

    /// <summary>Files of this machine: one, a folder, or those that wildcards find.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    /// <exception cref="StageException">A wildcard or pattern that cannot be read.</exception>
    public static CopySource Local(string path, bool isLiteral, string? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (isLiteral || !KeyGlob.HasWildcards(path))
        {
            path = isLiteral ? path : KeyGlob.Unescape(path);
            return Directory.Exists(path)
                ? new CopySource(Place.Local(path), KeySelection.Parse(string.Empty, isLiteral: true, pattern: pattern))
                : new CopySource(
                    Place.Local(Path.GetDirectoryName(path)!), KeySelection.Parse(Path.GetFileName(path), isLiteral: true, pattern: pattern));
        }

        // The folder before the first wildcard is the place; what follows selects in it.
        var wildcard = path.AsSpan().IndexOfAny("*?[");
        var start = path.AsSpan(0, wildcard).LastIndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) + 1;
        var keys = path[start..].Replace(Path.DirectorySeparatorChar, '/');
        return new CopySource(Place.Local(KeyGlob.Unescape(path[..start])), KeySelection.Parse(keys, isLiteral: false, pattern: pattern));
    }
}
