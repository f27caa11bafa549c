using System.Management.Automation;
using StageTools.Stages;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Finds the stores that the two ends of a copy lie in.</summary>
internal sealed class Places(StageEngine engine, SessionState session, CancellationToken cancellationToken)
{
    /// <summary>Where files come from, and which they are.</summary>
    /// <param name="text">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    public (Place Place, KeySelection Keys) Source(string text, bool isLiteral, string? pattern = null)
    {
        var given = GivenPath.Resolve(session, text, isLiteral);
        if (given.IsStage)
        {
            var selection = FileSelection.Parse(given.Text, isLiteral, pattern: pattern);
            return (Stage(selection.Stage, forWriting: false), selection.Keys);
        }

        var path = given.Text;
        if (isLiteral || !KeyGlob.HasWildcards(path))
        {
            path = isLiteral ? path : KeyGlob.Unescape(path);
            return Directory.Exists(path)
                ? (Place.Local(path), KeySelection.Parse(string.Empty, isLiteral: true, pattern: pattern))
                : (Place.Local(Path.GetDirectoryName(path)!), KeySelection.Parse(Path.GetFileName(path), isLiteral: true, pattern: pattern));
        }

        // The folder before the first wildcard is the place; what follows selects in it.
        var wildcard = path.AsSpan().IndexOfAny("*?[");
        var start = path.AsSpan(0, wildcard).LastIndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) + 1;
        var keys = path[start..].Replace(Path.DirectorySeparatorChar, '/');
        return (Place.Local(KeyGlob.Unescape(path[..start])), KeySelection.Parse(keys, isLiteral: false, pattern: pattern));
    }

    /// <summary>Where files go, the folder or file there, and which of the two it is.</summary>
    /// <param name="text">The destination as given.</param>
    /// <param name="isFolder">Whether it must be a folder, whatever it looks like.</param>
    public (Place Place, StageKey Target, bool IsFolder) Destination(string text, bool isFolder)
    {
        isFolder |= text[^1] == '/' || text[^1] == Path.DirectorySeparatorChar;
        var given = GivenPath.Resolve(session, text, isLiteral: true);
        if (!given.IsStage)
        {
            return isFolder || Directory.Exists(given.Text)
                ? (Place.Local(given.Text), StageKey.Root, true)
                : (Place.Local(Path.GetDirectoryName(given.Text)!), StageKey.Parse(Path.GetFileName(given.Text)), false);
        }

        var path = StagePath.Parse(given.Text);
        var place = Stage(path.Stage, forWriting: true);
        isFolder |= path.Key.IsRoot || place.Store.FindAsync(path.Key, cancellationToken).GetAwaiter().GetResult() is { IsFolder: true };
        return (place, path.Key, isFolder);
    }

    private Place Stage(StageName name, bool forWriting) =>
        new(engine.Files.OpenStoreAsync(name, forWriting, cancellationToken).GetAwaiter().GetResult(), name);
}
