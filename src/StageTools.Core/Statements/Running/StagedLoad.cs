using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Statements.Parts;
using StageTools.Storage;
using StageTools.Transfer;

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
        var entry = await engine.Stages.GetAsync(location.Stage, cancellationToken).ConfigureAwait(false);
        var place = new Place(engine.Stages.OpenStore(entry), entry.Name);
        var inherited = defaults.Merge(entry.FileFormat ?? FileFormat.Unspecified);
        var found = files is null
            ? await ListAsync(place.Store, cancellationToken).ConfigureAwait(false)
            : await place.Store.FindNamedAsync(
                StageKey.Parse(location.Key), files, pattern is null ? null : KeyPattern.Parse(pattern), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(item => ImportFile.Resolve(place, item, inherited, asked) with { Cache = engine.Cache })];
    }

    /// <summary>The key that is written, where a file has it; else all that begin so.</summary>
    private async Task<List<StoreItem>> ListAsync(IStore store, CancellationToken cancellationToken)
    {
        var keys = LocatedKeys.Prefix(location, pattern);
        var found = new List<StoreItem>();
        if (location.Key.Length > 0 && (!location.Key.EndsWith('/') || keys.Exact is not null)
            && await store.FindAsync(StageKey.Parse(location.Key), cancellationToken).ConfigureAwait(false) is { IsFolder: false } file)
        {
            if (pattern is null || KeyPattern.Parse(pattern).IsMatch(StageKey.Parse(location.Key).Name))
                found.Add(file);

            return found;
        }

        await foreach (var item in store.ListAsync(keys.Prefix, cancellationToken).ConfigureAwait(false))
        {
            // Less than was named is not loaded as if it were all.
            if (keys.IsMeant(item) && item.IsReadable(onError: null))
                found.Add(item);
        }

        return found;
    }
}
