using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Statements.Parts;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>Files of a stage that a statement reads rows from.</summary>
/// <param name="engine">The stages.</param>
/// <param name="location">A file, or a prefix of keys.</param>
/// <param name="pattern">A regular expression for all of what follows the path.</param>
/// <param name="files">The names of files below the path; null for all.</param>
internal sealed class StagedLoad(StageEngine engine, StageLocation location, string? pattern, IReadOnlyList<string>? files)
{
    /// <summary>A file as Databend's results name it: relative to its stage.</summary>
    public static string Relative(string path) => StagePath.IsStagePath(path) ? path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..] : path;

    /// <summary>The files, each with its format; empty where there are none.</summary>
    /// <param name="asked">What the statement says about the format.</param>
    /// <param name="defaults">What holds where neither the stage nor the name nor the statement tells.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>FileNotFound</c> for one that is named, <c>OptionInvalid</c> for one whose format
    /// nothing tells.</exception>
    public async Task<IReadOnlyList<ImportFile>> FindAsync(FileFormat asked, FileFormat defaults, CancellationToken cancellationToken)
    {
        var keys = files is null ? LocatedKeys.Prefix(location, pattern) : KeySelection.Parse(location.Key, isLiteral: true);
        var set = await FileSet.StageAsync(engine.Stages, location.Stage, keys, cancellationToken).ConfigureAwait(false);
        var inherited = defaults.Merge(set.Format);
        var found = files is null
            ? await ListAsync(set, cancellationToken).ConfigureAwait(false)
            : await set.FindNamedAsync(files, pattern, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(item => ImportFile.Resolve(set.Store, item, inherited, asked) with { Cache = engine.Cache })];
    }

    /// <summary>The key that is written, where a file has it; else all that begin so.</summary>
    private async Task<List<StoreItem>> ListAsync(FileSet set, CancellationToken cancellationToken)
    {
        var isExact = set.Keys.Exact is { IsRoot: false };
        if (location.Key.Length > 0 && (isExact || !location.Key.EndsWith('/')))
        {
            var named = StageKey.Parse(location.Key);
            var found = await set.Store.FindAsync(named, cancellationToken).ConfigureAwait(false);
            if (found is { IsFolder: false } file)
                return pattern is null || KeyPattern.Parse(pattern).IsMatch(named.Name) ? [file] : [];

            if (found is null && isExact)
                return [];
        }

        // Less than was named is not loaded as if it were all.
        return await set.ListAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
