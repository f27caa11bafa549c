using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Sql;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

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
        var (name, keyText) = StagePath.Split(path);
        var entry = await stages.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var place = new Place(stages.OpenStore(entry), entry.Name);
        var items = await FindAsync(place.Store, keyText, reference, cancellationToken).ConfigureAwait(false);
        items.RemoveAll(i => reference.Keys?.Contains(i.Key) is false);
        if (items.Count == 0)
        {
            throw new StageException(
                StageErrorCode.FileNotFound,
                $"No file is there for '{path}'",
                new Advice(AdviceKind.ListFiles, path, name),
                path);
        }

        items = items.Exists(static i => i.Size > 0) ? items.FindAll(static i => i.Size > 0) : items;
        var files = new StagedFile[items.Count];
        try
        {
            await Parallel.ForAsync(0, items.Count, Limits(place, cancellationToken), async (i, token) =>
            {
                var local = await cache.BringAsync(place, items[i], token).ConfigureAwait(false);
                var suffixes = FileFormat.FromFileName(StageKey.FromStore(items[i].Key).Name);
                files[i] = new StagedFile(place, local, (entry.FileFormat ?? FileFormat.Unspecified).Merge(suffixes).Merge(reference.Format));
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

        var (name, keyText) = StagePath.Split(path);
        var store = stages.OpenStore(await stages.GetAsync(name, cancellationToken).ConfigureAwait(false));
        return (await FindAsync(store, keyText, reference, cancellationToken).ConfigureAwait(false)).ConvertAll(item => (store, item));
    }

    private static ParallelOptions Limits(Place place, CancellationToken cancellationToken) => new()
    {
        MaxDegreeOfParallelism = place.Store.MostRequests,
        CancellationToken = cancellationToken,
    };

    private static async Task<List<StoreItem>> FindAsync(IStore store, string keyText, StageReference reference, CancellationToken cancellationToken)
    {
        if (reference.Files is { } files)
        {
            var pattern = reference.Pattern is { } text ? KeyPattern.Parse(text) : null;
            return await store.FindNamedAsync(StageKey.Parse(KeyGlob.Unescape(keyText)), files, pattern, cancellationToken).ConfigureAwait(false);
        }

        var items = new List<StoreItem>();
        var keys = KeySelection.Parse(keyText, isLiteral: false, prefix: null, reference.Pattern);
        await foreach (var item in store.SelectAsync(keys, cancellationToken).ConfigureAwait(false))
            items.Add(item);

        return items;
    }
}
