using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Sql;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Query;

/// <summary>Finds the files that a statement names, and brings them to this machine: those, and no others.</summary>
internal sealed class StagedFiles(StageRegistry stages, FileCache cache)
{
    /// <summary>
    /// The path of a reference as <c>@stage/key</c>; null for <c>name:/key</c> where no stage has that name, which is DuckDB's to read.
    /// </summary>
    public async Task<string?> PathOfAsync(StageReference reference, CancellationToken cancellationToken)
    {
        var path = StageText.ToStagePath(reference.Path);
        if (!StageText.IsShort(reference.Path))
            return path;

        try
        {
            await stages.GetAsync(StagePath.Split(path).Stage, cancellationToken).ConfigureAwait(false);
            return path;
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageNotFound)
        {
            return null;
        }
    }

    /// <summary>The folder of this machine that a reference's files lie in; null for those of a bucket, and for what names no stage.</summary>
    public async Task<string?> FolderOfAsync(StageReference reference, CancellationToken cancellationToken)
    {
        if (await PathOfAsync(reference, cancellationToken).ConfigureAwait(false) is not { } path)
            return null;

        return stages.FolderOf(await stages.GetAsync(StagePath.Split(path).Stage, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The folders of copies, and of the stages that have no other place than the catalog's own.</summary>
    public IReadOnlyList<string> OwnFolders => [cache.Folder, .. stages.OwnFolders];

    /// <summary>The folders of all other stages.</summary>
    public Task<IReadOnlyList<string>> FoldersAsync(CancellationToken cancellationToken) => stages.ListFoldersAsync(cancellationToken);

    /// <summary>The files, in the order of the listing; empty ones are passed over where others are not.</summary>
    /// <param name="path">The stage path, with wildcards.</param>
    /// <param name="reference">What the statement says beside it.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> where there are none; <c>StageNotFound</c>, and what the store says.</exception>
    public async Task<IReadOnlyList<StagedFile>> BringAsync(string path, StageReference reference, CancellationToken cancellationToken)
    {
        var (set, items) = await FindAsync(path, reference, cancellationToken).ConfigureAwait(false);
        items.RemoveAll(i => reference.Keys?.Contains(i.Key) is false);
        if (items.Count == 0)
        {
            throw new StageException(
                StageErrorCode.FileNotFound,
                $"No file is there for '{path}'",
                new Advice(
                    $"Get-StageFile '{path}' lists what there is, upper and lower case count",
                    $"LIST @{StagePath.Split(path).Stage} lists what there is, upper and lower case count"),
                path);
        }

        items = items.Exists(static i => i.Size > 0) ? items.FindAll(static i => i.Size > 0) : items;
        var files = new StagedFile[items.Count];
        try
        {
            await Parallel.ForAsync(0, items.Count, Limits(set, cancellationToken), async (i, token) =>
            {
                var local = await cache.BringAsync(set.Store, items[i], token).ConfigureAwait(false);
                var suffixes = FileFormat.FromFileName(StageKey.FromStore(items[i].Key).Name);
                files[i] = new StagedFile(set.Store, local, set.Format.Merge(suffixes).Merge(reference.Format));
            }).ConfigureAwait(false);
            return files;
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

    private static ParallelOptions Limits(FileSet set, CancellationToken cancellationToken) => new()
    {
        MaxDegreeOfParallelism = set.Store.MostRequests,
        CancellationToken = cancellationToken,
    };

    private async Task<(FileSet Set, List<StoreItem> Items)> FindAsync(string path, StageReference reference, CancellationToken cancellationToken)
    {
        var (name, keyText) = StagePath.Split(path);
        var keys = reference.Files is null
            ? KeySelection.Parse(keyText, isLiteral: false, prefix: null, reference.Pattern)
            : KeySelection.Parse(KeyGlob.Unescape(keyText), isLiteral: true);
        var set = await FileSet.StageAsync(stages, name, keys, cancellationToken).ConfigureAwait(false);
        return (set, reference.Files is { } files
            ? await set.FindNamedAsync(files, reference.Pattern, cancellationToken).ConfigureAwait(false)
            : await set.ListAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false));
    }
}
