namespace StageTools.Stages;

/// <summary>Files that are read: where they lie, and which they are.</summary>
/// <param name="Store">What reads them, and tells how they are shown.</param>
/// <param name="Keys">Which they are.</param>
public sealed record FileSet(IStore Store, KeySelection Keys)
{
    /// <summary>The stage; null for files outside all stages.</summary>
    public StageName? Stage { get; init; }

    /// <summary>What the stage says of their format.</summary>
    public FileFormat Format { get; init; } = FileFormat.Unspecified;

    /// <summary>Whether a folder that a wildcard finds stands for all files below it.</summary>
    public bool Recurse { get; init; } = true;

    /// <summary>Which part of them is meant; null for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Files of a stage.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, and what its store says.</exception>
    public static async Task<FileSet> StageAsync(StageRegistry stages, StageName stage, KeySelection keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stages);
        var entry = await stages.GetAsync(stage, cancellationToken).ConfigureAwait(false);
        return new FileSet(stages.OpenStore(entry), keys) { Stage = entry.Name, Format = entry.FileFormat ?? FileFormat.Unspecified };
    }

    /// <summary>Files of this machine: one, a folder, or those that wildcards find.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    /// <exception cref="StageException">A wildcard or pattern that cannot be read.</exception>
    public static FileSet Local(string path, bool isLiteral, string? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!isLiteral && KeyGlob.FirstWildcard(path) is >= 0 and var wildcard)
        {
            // The folder before the first wildcard is the place; what follows selects in it.
            var start = path.AsSpan(0, wildcard).LastIndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) + 1;
            return Of(KeyGlob.Unescape(path[..start]), path[start..].Replace(Path.DirectorySeparatorChar, '/'), isLiteral: false);
        }

        path = isLiteral ? path : KeyGlob.Unescape(path);
        if (Directory.Exists(path))
            return Of(path, string.Empty, isLiteral: true);

        // A slash behind the name means a folder: that it is not there, or is a file, is told to whoever looks for it.
        var named = path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        return Of(Path.GetDirectoryName(named)!, Path.GetFileName(named) + (named.Length < path.Length ? "/" : string.Empty), isLiteral: true);

        FileSet Of(string folder, string keys, bool isLiteral) => new(FileStore.Local(folder), KeySelection.Parse(keys, isLiteral, pattern: pattern));
    }

    /// <summary>Whether a file, selected by its key, is of the part that is meant.</summary>
    public bool Holds(StoreItem item) => Shard?.Holds(item.Key) is not false;

    /// <summary>The files, as the store gives them.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <param name="onError">Is told, on whichever thread, of each item that cannot be read, and the listing goes on; null where it must not: there
    /// the first one ends it.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> when a file or folder was named that is not there.</exception>
    public async IAsyncEnumerable<StoreItem> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken, Action<StageException>? onError = null)
    {
        await foreach (var item in FindAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.IsReadable(onError))
                yield return item;
        }
    }

    /// <summary>The same, and with them what cannot be read, a folder where selected files may lie in it: each with its error.</summary>
    internal async IAsyncEnumerable<StoreItem> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Keys.Exact is { IsRoot: false } named)
        {
            var item = await FindExactAsync(named, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(Store.Show(named));
            if (!item.IsFolder)
            {
                if (Keys.IsMatch(item.Key) && Holds(item))
                    yield return item;

                yield break;
            }
        }

        bool MayHold(string folder) => Keys.MayHold(folder, !Recurse);
        await foreach (var item in Store.ListAsync(Keys.Prefix, MayHold, cancellationToken).ConfigureAwait(false))
        {
            if (item is { IsFolder: true, Error: not null } ? MayHold(item.Key) : Keys.IsMatch(item.Key, Recurse) && Holds(item))
                yield return item;
        }
    }

    /// <summary>The one file or folder that was named; null where there is none. On a bucket both may have its name: a slash behind it tells
    /// which.</summary>
    /// <exception cref="StageException"><c>ItemKindMismatch</c> for a file with a slash behind its name.</exception>
    internal async Task<StoreItem?> FindExactAsync(StageKey named, CancellationToken cancellationToken)
    {
        var folder = Keys.NamesFolder ? await Store.FindFolderAsync(named, cancellationToken).ConfigureAwait(false) : null;
        var item = folder ?? await Store.FindAsync(named, cancellationToken).ConfigureAwait(false);
        return Keys.NamesFolder && item is { IsFolder: false } ? throw StoreErrors.IsNoFolder(Store.Show(named)) : item;
    }

    /// <summary>Files below the folder that was named, by their own names. One that is not there is found out before any is given.</summary>
    /// <param name="names">Their names, relative to it.</param>
    /// <param name="pattern">Leaves those out whose names it does not match; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    internal async Task<List<StoreItem>> FindNamedAsync(IEnumerable<string> names, string? pattern, CancellationToken cancellationToken)
    {
        var narrowing = pattern is null ? null : KeyPattern.Parse(pattern);
        var items = new List<StoreItem>();
        var wanted = names.Distinct(StringComparer.Ordinal).Where(name => narrowing?.IsMatch(name) is not false);
        foreach (var key in wanted.Select(Keys.Exact!.Append))
        {
            var item = await Store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(Store.Show(key));
            items.Add(item.IsFolder ? throw StoreErrors.IsFolder(Store.Show(key)) : item);
        }

        items.RemoveAll(item => !Holds(item));
        return items;
    }
}
