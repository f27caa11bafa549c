namespace StageTools.Statements.Running;

/// <summary>Files as a statement names them, which each kind of statement takes in its own way.</summary>
/// <param name="Set">The files, as far as the path tells.</param>
/// <param name="Location">The stage path; null for a file of this machine.</param>
/// <param name="Cache">Holds those that are read by name.</param>
internal sealed record LocatedFiles(FileSet Set, StageLocation? Location, FileCache Cache)
{
    /// <summary>What messages call them.</summary>
    public string Shown => Location?.ToString() ?? Set.Store.Show(Set.Keys.Exact!);

    /// <summary>Databend: the path is a prefix, and the pattern matches the whole of what follows it.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static Func<StageLocation, KeySelection> Prefix(string? pattern) => location => StageKey.IsExactText(location.Key)
        ? KeySelection.Parse(location.Key, isLiteral: true, pattern: pattern)
        : KeySelection.Parse(string.Empty, isLiteral: true, location.Key, pattern);

    /// <summary>MatrixOne: a key, in which <c>*</c> and <c>?</c> stand for any characters of a segment. No other character means anything but
    /// itself.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>.</exception>
    public static KeySelection Wildcards(StageLocation location) => Wildcards(location.Key, string.Empty, pattern: null);

    /// <summary>Statements that copy: wildcards, where there are some; else a prefix.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static Func<StageLocation, KeySelection> Copied(string? pattern) => location =>
        IsWildcard(location) ? Wildcards(location.Key, string.Empty, pattern) : Prefix(pattern)(location);

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
        var keys = Set.Keys;
        if (keys.Exact is { } exact)
        {
            var item = exact.IsRoot ? new StoreItem { IsFolder = true } : await Set.FindExactAsync(exact, cancellationToken).ConfigureAwait(false);
            if (item is not { IsFolder: true })
            {
                if (item is { } file && Set.Holds(file))
                    yield return file;

                yield break;
            }

            keys = takesFolder && Location is not null ? Wildcards(exact.AsPrefix, "*", pattern: null) : throw Folder();
        }

        await foreach (var item in (Set with { Keys = keys, Recurse = false }).ListAsync(cancellationToken, onError).ConfigureAwait(false))
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
        if (names is not null)
            return await Folder(Location!).FindNamedAsync(names, pattern, cancellationToken).ConfigureAwait(false);

        var (key, isExact) = (Location!.Key, Set.Keys.Exact is { IsRoot: false });
        if (key.Length > 0 && (isExact || !key.EndsWith('/')))
        {
            var named = StageKey.Parse(key);
            var found = await Set.Store.FindAsync(named, cancellationToken).ConfigureAwait(false);
            if (found is { IsFolder: false } file)
                return Set.Holds(file) && (pattern is null || KeyPattern.Parse(pattern).IsMatch(named.Name)) ? [file] : [];

            if (found is null && isExact)
                return [];
        }

        return await Set.ListAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file, with its format.</summary>
    /// <param name="item">The file.</param>
    /// <param name="defaults">What holds where neither the stage nor the name nor the statement tells.</param>
    /// <param name="asked">What the statement says.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> where nothing tells.</exception>
    public ImportFile Read(StoreItem item, FileFormat defaults, FileFormat asked) =>
        ImportFile.Resolve(Set.Store, item, defaults.Merge(Set.Format), asked) with { Cache = Cache };

    /// <summary>The files to be copied, each to its place below a folder: what stands before the last <c>/</c> of the path is left out of their
    /// names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">A regular expression for all of what follows the path.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> where a name was written and nothing begins with it; <c>PathInvalid</c> for a folder
    /// among the files.</exception>
    public async IAsyncEnumerable<CopyItem> CopyAsync(Target folder, string? pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isWildcard = IsWildcard(Location!);
        var start = Set.Keys.Exact?.Value ?? Set.Keys.Prefix;
        var left = start[..(start.LastIndexOf('/') + 1)];

        // Wildcards, a pattern, a folder and a shard may find nothing; a name is wrong then.
        var isFound = Set.Shard is not null || isWildcard || pattern is not null || start.Length == 0 || start[^1] == '/';
        var set = Set with { Recurse = !isWildcard };
        await foreach (var item in CopyPlan.Below(set, set.FindAsync(cancellationToken), left, folder, cancellationToken).ConfigureAwait(false))
        {
            isFound = true;
            yield return item;
        }

        if (!isFound)
            throw StoreErrors.NotFound(Location!.ToString());
    }

    /// <summary>Files below the path by their names, each to the same name below a folder. One that is not there is found out before any is
    /// copied.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    public async Task<IReadOnlyList<CopyItem>> CopyNamedAsync(
        IEnumerable<string> names, Target folder, string? pattern, CancellationToken cancellationToken)
    {
        var below = Folder(Location!);
        var items = await below.FindNamedAsync(names, pattern, cancellationToken).ConfigureAwait(false);
        return items.ConvertAll(item => CopyItem.Below(Set.Store, item, below.Keys.Prefix.Length, folder));
    }

    private static bool IsWildcard(StageLocation location) => !StageKey.IsExactText(location.Key) && location.Key.AsSpan().IndexOfAny('*', '?') >= 0;

    private static KeySelection Wildcards(string text, string wildcard, string? pattern)
    {
        var escaped = text.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal);
        return KeySelection.Parse(escaped + wildcard, isLiteral: false, pattern: pattern);
    }

    /// <summary>The path as a folder, whose files are named.</summary>
    private FileSet Folder(StageLocation location) => Set with { Keys = KeySelection.Parse(location.Key, isLiteral: true) };

    private StageException Folder()
    {
        if (Location is null)
            return StoreErrors.IsFolder(Shown);

        var shown = Location.ToString().TrimEnd('/');
        return StageErrorCode.ItemKindMismatch.Error(
            $"'{shown}' is a folder and not a file; name the files in it, such as with 'stage://{shown[1..]}/*'.", shown);
    }
}
