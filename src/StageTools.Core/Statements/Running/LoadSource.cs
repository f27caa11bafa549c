using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Statements.Parts;
using StageTools.Statements.Running.Results;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>The files that MatrixOne's LOAD DATA names: of a stage, with wildcards, or one of this machine.</summary>
internal sealed class LoadSource(StatementRun run, string text)
{
    /// <summary>The files, each with its format; at least one.</summary>
    /// <exception cref="StageException">
    /// <c>StageNotFound</c>, <c>FileNotFound</c>, <c>StorageNotServed</c> for a bucket that no stage names.
    /// </exception>
    public async Task<IReadOnlyList<ImportFile>> FindAsync(FileFormat asked, CancellationToken cancellationToken)
    {
        var engine = run.Engine;
        if (await StagePlace.FindAsync(engine, text, cancellationToken).ConfigureAwait(false) is not { } path)
            return [await FindLocalAsync(asked, cancellationToken).ConfigureAwait(false)];

        var (name, key) = StagePath.Split(path);
        var location = new StageLocation(name, key);
        var set = await new StageListing(engine).OpenWildcardsAsync(location, cancellationToken).ConfigureAwait(false);
        var inherited = FieldFormat.Defaults.Merge(set.Format);
        var files = new List<ImportFile>();
        await foreach (var item in StageListing
            .WildcardFilesAsync(set, location, takesFolder: true, static e => throw e, cancellationToken).ConfigureAwait(false))
        {
            files.Add(ImportFile.Resolve(set.Store, item, inherited, asked) with { Cache = engine.Cache });
        }

        return files.Count > 0 ? files : throw StoreErrors.NotFound(path);
    }

    private async Task<ImportFile> FindLocalAsync(FileFormat asked, CancellationToken cancellationToken)
    {
        var url = KnownStores.All.ParseUrl(text, run.Settings.Folder);
        if (KnownStores.All.FolderOf(url) is not { } path)
        {
            throw new StageException(
                StageErrorCode.StorageNotServed,
                $"'{url}' lies in a bucket that no stage names; make one with CREATE STAGE, and load from 'stage://name/file'.",
                url.ToString());
        }

        var file = Target.LocalFile(path);
        var item = await file.Store.FindAsync(file.Key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(path);
        return item.IsFolder
            ? throw StoreErrors.IsFolder(path)
            : ImportFile.Resolve(file.Store, item, FieldFormat.Defaults, asked) with { Cache = run.Engine.Cache };
    }
}
