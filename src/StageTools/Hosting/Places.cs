using System.Management.Automation;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Hosting;

/// <summary>Finds files that are read, and where files are written to, given as PowerShell's paths.</summary>
internal sealed class Places(StageEngine engine, SessionState session, CancellationToken cancellationToken)
{
    /// <summary>Files that are read.</summary>
    /// <param name="text">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    public FileSet Source(string text, bool isLiteral, string? pattern = null)
    {
        var given = InputPath.Resolve(session, text);
        if (!given.IsStage)
            return FileSet.Local(given.Text, isLiteral, pattern);

        var (stage, keys) = StagePath.Select(given.Text, isLiteral, prefix: null, pattern);
        return Wait(FileSet.StageAsync(engine.Stages, stage, keys, cancellationToken));
    }

    /// <summary>Where files go: the folder or file, and which of the two it is.</summary>
    /// <param name="text">The destination as given.</param>
    /// <param name="isFolder">Whether it must be a folder, whatever it looks like.</param>
    public Target Destination(string text, bool isFolder)
    {
        isFolder |= text[^1] == '/' || text[^1] == Path.DirectorySeparatorChar;
        var given = InputPath.Resolve(session, text);
        return !given.IsStage ? isFolder || Directory.Exists(given.Text) ? Target.LocalFolder(given.Text) : Target.LocalFile(given.Text)
            : Wait(Wait(Target.StageAsync(engine.Stages, StagePath.Parse(given.Text), isFolder, cancellationToken)).FoundAsync(cancellationToken));
    }
}
