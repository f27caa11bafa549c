using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Statements.Parts;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Statements.Running;

/// <summary>Files of a stage that are to be copied: those that the path is a prefix of, as in LIST, or those that wildcards in it find.</summary>
internal sealed class LocatedFiles
{
    private readonly StageLocation _location;
    private readonly string? _pattern;
    private readonly bool _isWildcard;

    private LocatedFiles(FileSet set, StageLocation location, string? pattern, bool isWildcard) =>
        (Set, _location, _pattern, _isWildcard) = (set, location, pattern, isWildcard);

    /// <summary>The files, as far as the path tells.</summary>
    public FileSet Set { get; }

    /// <summary>Opens the stage.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static async Task<LocatedFiles> OpenAsync(
        StageEngine engine, StageLocation location, string? pattern, CancellationToken cancellationToken)
    {
        var isWildcard = !StageKey.IsExactText(location.Key) && location.Key.AsSpan().IndexOfAny('*', '?') >= 0;
        var keys = isWildcard ? LocatedKeys.Wildcards(location.Key) : LocatedKeys.Prefix(location, pattern);
        var set = await FileSet.StageAsync(engine.Stages, location.Stage, keys, cancellationToken).ConfigureAwait(false);
        return new LocatedFiles(set with { Recurse = !isWildcard }, location, pattern, isWildcard);
    }

    /// <summary>The files, each to its place below a folder: what stands before the last <c>/</c> of the path is left out of their names.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c> where a name was written and nothing begins with it; <c>PathInvalid</c> for a folder
    /// among the files.</exception>
    public async IAsyncEnumerable<CopyItem> To(Target folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Set.Keys.Exact?.Value ?? Set.Keys.Prefix;
        var skipped = start.LastIndexOf('/') + 1;
        if (!_isWildcard && _pattern is null)
            CopyPlan.RequireOutside(Set, start[..skipped], folder);

        // Wildcards, a pattern and a folder may find nothing; a name is wrong then.
        var isFound = _isWildcard || _pattern is not null || start.Length == 0 || start[^1] == '/';
        var narrowing = _isWildcard && _pattern is not null ? KeyPattern.Parse(_pattern) : null;
        await foreach (var item in Set.FindForCopyAsync(folder.Store, cancellationToken).ConfigureAwait(false))
        {
            if (item is { IsFolder: true, Error: not null } || narrowing?.IsMatch(item.Key.AsSpan(skipped)) is not false)
            {
                isFound = true;
                yield return CopyItem.Below(Set.Store, item, skipped, folder);
            }
        }

        if (!isFound)
            throw StoreErrors.NotFound(_location.ToString());
    }

    /// <summary>Files below the path by their names, each to the same name below a folder. One that is not there is found out before any is
    /// copied.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    public async Task<IReadOnlyList<CopyItem>> FindAsync(IEnumerable<string> names, Target folder, CancellationToken cancellationToken)
    {
        var below = Set with { Keys = KeySelection.Parse(_location.Key, isLiteral: true) };
        var items = await below.FindNamedAsync(names, _pattern, cancellationToken).ConfigureAwait(false);
        return items.ConvertAll(item => CopyItem.Below(Set.Store, item, below.Keys.Prefix.Length, folder));
    }
}

/// <summary>Which keys a statement's path means.</summary>
internal static class LocatedKeys
{
    /// <summary>Databend: the path is a prefix, and the pattern matches the whole of what follows it.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static KeySelection Prefix(StageLocation location, string? pattern) => StageKey.IsExactText(location.Key)
        ? KeySelection.Parse(location.Key, isLiteral: true, pattern: pattern)
        : KeySelection.Parse(string.Empty, isLiteral: true, location.Key, pattern);

    /// <summary>MatrixOne: a key, in which <c>*</c> and <c>?</c> stand for any characters of a segment. No other character means anything but
    /// itself.</summary>
    /// <param name="text">The text, as written.</param>
    /// <param name="wildcard">What follows it, which is no part of a name.</param>
    /// <exception cref="StageException"><c>PathOutsideStage</c>.</exception>
    public static KeySelection Wildcards(string text, string wildcard = "")
    {
        var escaped = text.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal);
        return KeySelection.Parse(escaped + wildcard, isLiteral: false);
    }
}
