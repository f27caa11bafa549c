using System.Management.Automation;
using StageTools.Paths;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Finds the two ends of a copy, given as PowerShell's paths.</summary>
internal sealed class Places(StageEngine engine, SessionState session, CancellationToken cancellationToken)
{
    /// <summary>Where files come from, and which they are.</summary>
    /// <param name="text">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    public CopySource Source(string text, bool isLiteral, string? pattern = null)
    {
        var given = InputPath.Resolve(session, text);
        return given.IsStage
            ? Wait(CopySource.StageAsync(engine.Files, given.Text, isLiteral, pattern, cancellationToken))
            : CopySource.Local(given.Text, isLiteral, pattern);
    }

    /// <summary>Where files go, the folder or file there, and which of the two it is.</summary>
    /// <param name="text">The destination as given.</param>
    /// <param name="isFolder">Whether it must be a folder, whatever it looks like.</param>
    public CopyTarget Destination(string text, bool isFolder)
    {
        isFolder |= text[^1] == '/' || text[^1] == Path.DirectorySeparatorChar;
        var given = InputPath.Resolve(session, text);
        return given.IsStage
            ? Wait(CopyTarget.StageAsync(engine.Files, StagePath.Parse(given.Text), isFolder, cancellationToken))
            : CopyTarget.Local(given.Text, isFolder);
    }

    /// <summary>Where one file lies, and its key there.</summary>
    public (Place Place, StageKey Key) File(InputPath given)
    {
        if (given.IsStage)
        {
            var path = StagePath.Parse(given.Text);
            return (Wait(Place.StageAsync(engine.Files, path.Stage, forWriting: false, cancellationToken)), path.Key);
        }

        return (Place.Local(Path.GetDirectoryName(given.Text) ?? given.Text), StageKey.Parse(Path.GetFileName(given.Text)));
    }
}
