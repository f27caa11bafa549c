using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Statements.Parts;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Statements.Running;

/// <summary>Files that a statement names: where they lie, and which they are.</summary>
/// <param name="Place">Where they lie.</param>
/// <param name="Location">The stage path; null for a file of this machine.</param>
/// <param name="Keys">Which they are.</param>
internal sealed record LocatedFiles(Place Place, StageLocation? Location, KeySelection Keys)
{
    /// <summary>What the stage says of their format.</summary>
    public FileFormat Format { get; init; } = FileFormat.Unspecified;

    /// <summary>Holds those that are read by name.</summary>
    public required FileCache Cache { get; init; }

    /// <summary>What holds of Databend's files where neither the stage nor the name nor the statement tells.</summary>
    public static FileFormat Databend { get; } = new() { Dialect = Dialect.Databend };

    /// <summary>What messages call them.</summary>
    public string Shown => Location?.ToString() ?? Place.Show(Keys.Exact!);

    /// <summary>Databend: the path is a prefix, and the pattern matches the whole of what follows it.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static Func<StageLocation, KeySelection> Prefix(string? pattern) => location => StageKey.IsExactText(location.Key)
        ? KeySelection.Parse(location.Key, isLiteral: true, pattern: pattern)
        : KeySelection.Parse(string.Empty, isLiteral: true, location.Key, pattern);

    /// <summary>MatrixOne: a key, in which <c>*</c> and <c>?</c> stand for any characters of a segment. No other character means anything but
    /// itself.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>.</exception>
    public static KeySelection Wildcards(StageLocation location) => Wildcards(location.Key, string.Empty);

    /// <summary>Statements that copy: wildcards, where there are some; else a prefix.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static Func<StageLocation, KeySelection> Copied(string? pattern) => location =>
        IsWildcard(location) ? Wildcards(location) : Prefix(pattern)(location);

    /// <summary>A file as Databend's results name it: relative to its stage.</summary>
    public static string Relative(string path) => StagePath.IsStagePath(path) ? path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..] : path;

    /// <summary>The files of MatrixOne's statements: one, those that wildcards find, or those directly in a folder; what lies deeper is none of
    /// them.</summary>
    /// <param name="takesFolder">Whether a folder stands for the files directly in it.</param>
    /// <param name="onError">Is told of each item that cannot be read.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>ItemKindMismatch</c> for a folder, unless <paramref name="takesFolder"/>.</exception>
    public async IAsyncEnumerable<StoreItem> MatchAsync(
        bool takesFolder, Action<StageException>? onError, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = Keys;
        if (keys.Exact is { } exact)
        {
            var item = exact.IsRoot ? new StoreItem { IsFolder = true } : await Place.Store.FindAsync(exact, cancellationToken).ConfigureAwait(false);
            if (item is not { IsFolder: true })
            {
                if (item is { } file)
                    yield return file;

                yield break;
            }

            keys = takesFolder && Location is not null ? Wildcards(exact.AsPrefix, "*") : throw Folder(exact);
        }

        await foreach (var item in ListAsync(keys, itself: true, onError, cancellationToken).ConfigureAwait(false))
            yield return item;
    }

    /// <summary>The files that rows are read from: the one whose key is written, where there is one; else all that begin so. Less than was named is
    /// not loaded as if it were all.</summary>
    /// <param name="names">The names of files below the path; null for all.</param>
    /// <param name="pattern">A regular expression for all of what follows the path.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> for one that is named.</exception>
    public async Task<IReadOnlyList<StoreItem>> FindAsync(IReadOnlyList<string>? names, string? pattern, CancellationToken cancellationToken)
    {
        var key = Location!.Key;
        var narrowing = pattern is null ? null : KeyPattern.Parse(pattern);
        if (names is not null)
            return await Place.Store.FindNamedAsync(StageKey.Parse(key), names, narrowing, cancellationToken).ConfigureAwait(false);

        if (key.Length > 0 && (!key.EndsWith('/') || Keys.Exact is not null)
            && await Place.Store.FindAsync(StageKey.Parse(key), cancellationToken).ConfigureAwait(false) is { IsFolder: false } file)
        {
            return narrowing?.IsMatch(StageKey.Parse(key).Name) is false ? [] : [file];
        }

        return await ListAsync(Keys, itself: false, onError: null, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file, with its format.</summary>
    /// <param name="item">The file.</param>
    /// <param name="defaults">What holds where neither the stage nor the name nor the statement tells.</param>
    /// <param name="asked">What the statement says.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> where nothing tells.</exception>
    public ImportFile Read(StoreItem item, FileFormat defaults, FileFormat? asked) =>
        ImportFile.Resolve(Place, item, defaults.Merge(Format), asked ?? FileFormat.Unspecified) with { Cache = Cache };

    /// <summary>The files to be copied, each to its place below a folder: what stands before the last <c>/</c> of the path is left out of their
    /// names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">A regular expression for all of what follows the path.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> where a name was written and nothing begins with it; <c>PathInvalid</c> for a folder
    /// among the files.</exception>
    public async IAsyncEnumerable<CopyItem> CopyAsync(
        CopyTarget folder, KeyPattern? pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isWildcard = IsWildcard(Location!);
        var start = Keys.Exact?.Value ?? Keys.Prefix;
        var skipped = start.LastIndexOf('/') + 1;
        if (!isWildcard && pattern is null)
            CopyPlan.RequireOutside(Place, Keys, start[..skipped], folder.Place, folder.Key);

        // Wildcards, a pattern and a folder may find nothing; a name is wrong then.
        var isFound = isWildcard || pattern is not null || start.Length == 0 || start[^1] == '/';
        var files = Keys.Exact is null
            ? Place.ListForCopyAsync(Keys.Prefix, folder.Place, cancellationToken)
            : Place.Store.SelectAsync(Keys, cancellationToken);
        await foreach (var item in files.ConfigureAwait(false))
        {
            if (Keys.IsMeant(item, itself: isWildcard)
                && (!isWildcard || item is { IsFolder: true, Error: not null } || pattern?.IsMatch(item.Key.AsSpan(skipped)) is not false))
            {
                isFound = true;
                yield return CopyItem.Below(Place, item, skipped, folder.Place, folder.Key);
            }
        }

        if (!isFound)
            throw StoreErrors.NotFound(Location!.ToString());
    }

    /// <summary>Files below the path by their names, each to the same name below a folder. One that is not there is found out before any is
    /// copied.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    public async Task<IReadOnlyList<CopyItem>> CopyNamedAsync(
        IEnumerable<string> names, CopyTarget folder, KeyPattern? pattern, CancellationToken cancellationToken)
    {
        var source = StageKey.Parse(Location!.Key);
        var items = await Place.Store.FindNamedAsync(source, names, pattern, cancellationToken).ConfigureAwait(false);
        return items.ConvertAll(item => CopyItem.Below(Place, item, source.AsPrefix.Length, folder.Place, folder.Key));
    }

    private static bool IsWildcard(StageLocation location) => !StageKey.IsExactText(location.Key) && location.Key.AsSpan().IndexOfAny('*', '?') >= 0;

    private static KeySelection Wildcards(string text, string wildcard)
    {
        var escaped = text.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal);
        return KeySelection.Parse(escaped + wildcard, isLiteral: false);
    }

    private async IAsyncEnumerable<StoreItem> ListAsync(
        KeySelection keys, bool itself, Action<StageException>? onError, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in Place.Store.ListAsync(keys.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (keys.IsMeant(item, itself) && item.IsReadable(onError))
                yield return item;
        }
    }

    private StageException Folder(StageKey key)
    {
        if (Location is null)
            return StoreErrors.IsFolder(Place.Show(key));

        var shown = Location.ToString().TrimEnd('/');
        return new(
            StageErrorCode.ItemKindMismatch,
            $"'{shown}' is a folder and not a file; name the files in it, such as with 'stage://{shown[1..]}/*'.",
            shown);
    }
}
