using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Statements.Parts;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Statements.Running;

/// <summary>Files of a stage that are to be copied: those that the path is a prefix of, as in LIST, or those that wildcards in it find.</summary>
internal sealed class LocatedFiles
{
    private readonly StageLocation _location;
    private readonly KeySelection _keys;
    private readonly KeyPattern? _pattern;
    private readonly bool _isWildcard;

    private LocatedFiles(Place place, StageLocation location, string? pattern)
    {
        (Place, _location) = (place, location);
        _pattern = pattern is null ? null : KeyPattern.Parse(pattern);
        _isWildcard = !StageKey.IsExactText(location.Key) && location.Key.AsSpan().IndexOfAny('*', '?') >= 0;
        _keys = _isWildcard ? LocatedKeys.Wildcards(location.Key) : LocatedKeys.Prefix(location, pattern);
    }

    /// <summary>The stage.</summary>
    public Place Place { get; }

    /// <summary>Opens the stage.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static async Task<LocatedFiles> OpenAsync(
        StageEngine engine, StageLocation location, string? pattern, CancellationToken cancellationToken) =>
        new(await Place.StageAsync(engine.Files, location.Stage, forWriting: false, cancellationToken).ConfigureAwait(false), location, pattern);

    /// <summary>The files, each to its place below a folder: what stands before the last <c>/</c> of the path is left out of their names.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c> where a name was written and nothing begins with it; <c>PathInvalid</c> for a folder
    /// among the files.</exception>
    public async IAsyncEnumerable<CopyItem> To(CopyTarget folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = _keys.Exact?.Value ?? _keys.Prefix;
        var skipped = start.LastIndexOf('/') + 1;
        if (!_isWildcard && _pattern is null)
            CopyPlan.RequireOutside(Place, _keys, start[..skipped], folder.Place, folder.Key);

        // Wildcards, a pattern and a folder may find nothing; a name is wrong then.
        var isFound = _isWildcard || _pattern is not null || start.Length == 0 || start[^1] == '/';
        var files = _keys.Exact is null || _isWildcard
            ? Place.ListForCopyAsync(_keys.Prefix, folder.Place, cancellationToken)
            : Place.Store.SelectAsync(_keys, cancellationToken);
        await foreach (var item in files.ConfigureAwait(false))
        {
            if (_keys.IsMeant(item, itself: _isWildcard)
                && (!_isWildcard || item is { IsFolder: true, Error: not null } || _pattern?.IsMatch(item.Key.AsSpan(skipped)) is not false))
            {
                isFound = true;
                yield return CopyItem.Below(Place, item, skipped, folder.Place, folder.Key);
            }
        }

        if (!isFound)
            throw StoreErrors.NotFound(_location.ToString());
    }

    /// <summary>Files below the path by their names, each to the same name below a folder. One that is not there is found out before any is
    /// copied.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    public async Task<IReadOnlyList<CopyItem>> FindAsync(IEnumerable<string> names, CopyTarget folder, CancellationToken cancellationToken)
    {
        var source = StageKey.Parse(_location.Key);
        var items = await Place.Store.FindNamedAsync(source, names, _pattern, cancellationToken).ConfigureAwait(false);
        return items.ConvertAll(item => CopyItem.Below(Place, item, source.AsPrefix.Length, folder.Place, folder.Key));
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
