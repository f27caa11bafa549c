namespace StageTools.Query;

/// <summary>Finds the files that a statement names, brings them to this machine, those and no others, and makes tables of them.</summary>
/// <param name="stages">The stages.</param>
/// <param name="cache">Holds what is brought.</param>
/// <param name="shard">Which part of the files is meant; null for all.</param>
internal sealed class StagedFiles(StageRegistry stages, FileCache cache, Shard? shard = null)
{
    private readonly FileChecks _checks = new();

    /// <summary>The folders of copies, and of the stages that have no other place than the catalog's own.</summary>
    public IReadOnlyList<string> OwnFolders => [cache.Folder, .. stages.OwnFolders];

    /// <summary>The same for a part of the files.</summary>
    public StagedFiles Of(Shard? part) => part is null ? this : new StagedFiles(stages, cache, part);

    /// <summary>A path as <c>@stage/key</c>; null for one that no stage is of.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="path">The path, in any of the forms.</param>
    /// <param name="isStage">Whether it is a stage's for sure, and wrong where that stage is not there.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<string?> PathOfAsync(StageRegistry stages, string path, bool isStage, CancellationToken cancellationToken)
    {
        var found = StageText.ToStagePath(path);
        try
        {
            if (!isStage)
                await stages.GetAsync(StagePath.Split(found).Stage, cancellationToken).ConfigureAwait(false);

            return found;
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// The path of a reference as <c>@stage/key</c>; null for <c>name:/key</c> where no stage has that name, which is DuckDB's to read.
    /// </summary>
    public Task<string?> PathOfAsync(StageReference reference, CancellationToken cancellationToken) =>
        PathOfAsync(stages, reference.Path, isStage: !StageText.IsShort(reference.Path), cancellationToken);

    /// <summary>Whether a stage has a name; not where the catalog cannot tell.</summary>
    public async Task<bool> HasStageAsync(string name, CancellationToken cancellationToken)
    {
        var path = $"{name}:/";
        try
        {
            return StageText.IsShort(path) && await PathOfAsync(stages, path, isStage: false, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (StageException)
        {
            return false;
        }
    }

    /// <summary>The folder of this machine that a reference's files lie in; null for those of a bucket, and for what names no stage.</summary>
    public async Task<string?> FolderOfAsync(StageReference reference, CancellationToken cancellationToken)
    {
        if (await PathOfAsync(reference, cancellationToken).ConfigureAwait(false) is not { } path)
            return null;

        return stages.FolderOf(await stages.GetAsync(StagePath.Split(path).Stage, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The folders of all other stages. What is wrong with the catalog, or with one of them, is told to the statements that name a
    /// stage.</summary>
    public async Task<IReadOnlyList<string>> FoldersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stages.ListFoldersAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StageException)
        {
            return [];
        }
    }

    /// <summary>The files, in the order of the listing; empty ones are passed over where others are not. A shard that has none gets one of another's,
    /// which tells the columns (<see cref="StagedFile.IsOfOtherShard"/>).</summary>
    /// <param name="path">The stage path, with wildcards.</param>
    /// <param name="reference">What the statement says beside it.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> where there are none; <c>StageNotFound</c>, and what the store says.</exception>
    public async Task<IReadOnlyList<StagedFile>> BringAsync(string path, StageReference reference, CancellationToken cancellationToken)
    {
        var (set, items) = await FindAsync(path, reference, cancellationToken).ConfigureAwait(false);
        items.RemoveAll(i => reference.Keys?.Contains(i.Key) is false);
        var isOfOther = items.Count == 0 && shard is not null;
        if (isOfOther)
        {
            items = (await new StagedFiles(stages, cache).FindAsync(path, reference, cancellationToken).ConfigureAwait(false)).Items;
            items = [.. items.OrderByDescending(static i => i.Size > 0).Take(1)];
        }

        if (items.Count == 0)
        {
            throw StageErrorCode.FileNotFound.Error(
                $"No file is there for '{path}'", new Advice(AdviceKind.ListFiles, path, StagePath.Split(path).Stage), path);
        }

        var format = await stages.Named.ResolveAsync(reference.Format, cancellationToken).ConfigureAwait(false);
        var inherited = reference.Defaults.Merge(set.Format);
        items = items.Exists(static i => i.Size > 0) ? items.FindAll(static i => i.Size > 0) : items;
        var files = new StagedFile[items.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = set.Store.MostRequests, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForAsync(0, items.Count, limits, async (i, token) =>
            {
                var local = await cache.BringAsync(set.Store, items[i], token).ConfigureAwait(false);
                var suffixes = FileFormat.FromFileName(StageKey.FromStore(items[i].Key).Name);
                files[i] = new StagedFile(set.Store, local, inherited.Merge(suffixes).Merge(format)) { IsOfOtherShard = isOfOther };
            }).ConfigureAwait(false);
            var folders = FolderColumns.Of(files.Select(static f => f.Key));
            return ReferenceEquals(folders, FolderColumns.None) ? files : Array.ConvertAll(files, file => file with { Folders = folders });
        }
        catch
        {
            foreach (var file in files)
                file?.Local.Dispose();

            throw;
        }
    }

    /// <summary>The files that a reference means, where it names a stage; none of them is brought.</summary>
    public async Task<IReadOnlyList<(IStore Store, StoreItem Item)>> FindAsync(StageReference reference, CancellationToken cancellationToken)
    {
        if (await PathOfAsync(reference, cancellationToken).ConfigureAwait(false) is not { } path)
            return [];

        var (set, items) = await FindAsync(path, reference, cancellationToken).ConfigureAwait(false);
        return items.ConvertAll(item => (set.Store, item));
    }

    /// <summary>The table of files that are all of one format.</summary>
    /// <param name="path">The stage path they were found by.</param>
    /// <param name="files">The files.</param>
    /// <param name="reference">What the statement asks of them.</param>
    /// <param name="copies">Takes the copies that are made.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> where no format is told, or several are; <c>DataInvalid</c>.</exception>
    public async Task<StagedTable> TableAsync(
        string path,
        IReadOnlyList<StagedFile> files,
        StageReference reference,
        ConcurrentBag<LocalFile> copies,
        CancellationToken cancellationToken) =>
        await FileFormats.Of(FormatOf(path, files)).TableAsync(
            files, reference, new TextFiles(cache, _checks, copies), cancellationToken).ConfigureAwait(false) with
        { Folders = files[0].Folders };

    /// <summary>Requires of files that one of DuckDB's own functions is to read as JSON that it can.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public Task RequireJsonAsync(IReadOnlyList<StagedFile> files, CancellationToken cancellationToken) =>
        JsonNesting.RequireAsync(files, _checks, cancellationToken);

    private async Task<(FileSet Set, List<StoreItem> Items)> FindAsync(string path, StageReference reference, CancellationToken cancellationToken)
    {
        var (name, keyText) = StagePath.Split(path);
        var keys = reference.Files is null
            ? KeySelection.Parse(keyText, isLiteral: false, prefix: null, reference.Pattern)
            : KeySelection.Parse(KeyGlob.Unescape(keyText), isLiteral: true);
        var set = await FileSet.StageAsync(stages, name, keys, cancellationToken).ConfigureAwait(false) with { Shard = shard };
        return (set, reference.Files is { } files
            ? await set.FindNamedAsync(files, reference.Pattern, cancellationToken).ConfigureAwait(false)
            : await set.ListAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    private static RowFormat FormatOf(string path, IReadOnlyList<StagedFile> files)
    {
        if (files.FirstOrDefault(static f => f.Format.Format is null) is { } untold)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The name '{untold.Local.Shown}' does not tell its format; write '{path}' (FILE_FORMAT => 'csv'), or narrow the path with a "
                    + "wildcard or (PATTERN => '…').",
                untold.Local.Shown);
        }

        var first = files[0].Format.Format!.Value;
        return files.FirstOrDefault(f => f.Format.Format != first) is { } other
            ? throw StageErrorCode.OptionInvalid.Error(
                $"'{path}' finds files of several formats, such as '{files[0].Local.Shown}' and '{other.Local.Shown}', which are no one table; "
                    + "narrow it with a wildcard or (PATTERN => '.*[.]csv').",
                path)
            : first;
    }
}
