using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>Copies and moves one file or folder between places, a folder with all that is in it, empty folders too.</summary>
public static class ItemTransfer
{
    /// <summary>Copies a file or folder to a name of its own.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c> when one is, or lies in, the other; else the first file's error, after all others were tried.</exception>
    public static async Task CopyAsync(Place from, StageItem item, StageKey source, Place to, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Overlaps(source, to, target))
        {
            throw new StageException(
                StageErrorCode.PathInvalid, $"'{from.Show(source)}' and '{to.Show(target)}' are the same, or one lies in the other; choose another destination.", to.Show(target));
        }

        if (item.IsFolder)
        {
            await CopyFoldersAsync(from.Store, source, to.Store, target, cancellationToken).ConfigureAwait(false);
        }

        var job = new CopyJob(new CopyOptions { Existing = overwrite ? IfFileExists.Replace : IfFileExists.Fail });
        var files = item.IsFolder ? CopyPlan.Folder(from, source, to, target, cancellationToken) : CopyPlan.File(from, source, to, target, cancellationToken);
        StageException? first = null;
        await foreach (var result in job.RunAsync(files, cancellationToken).ConfigureAwait(false))
        {
            first ??= result.Error;
        }

        if (first is not null)
        {
            throw first;
        }
    }

    /// <summary>Moves a file or folder: a verified copy, and only then a removal, of what was copied and nothing else.</summary>
    /// <exception cref="StageException">As <see cref="CopyAsync"/>; <c>FolderNotEmpty</c> when somebody wrote into the folder meanwhile: that stays.</exception>
    public static async Task MoveAsync(Place from, StageItem item, StageKey source, Place to, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        await CopyAsync(from, item, source, to, target, overwrite, cancellationToken).ConfigureAwait(false);
        if (!item.IsFolder)
        {
            await RemoveAsync(from.Store, source, cancellationToken).ConfigureAwait(false);
            return;
        }

        await foreach (var file in from.Store.ListAsync(source.AsPrefix, cancellationToken).ConfigureAwait(false))
        {
            var copy = await to.Store.FindAsync(target.Append(file.Key[source.AsPrefix.Length..]), cancellationToken).ConfigureAwait(false);
            if (copy is { } same && same.Size == file.Size && same.LastModified == file.LastModified)
            {
                await RemoveAsync(from.Store, StageKey.Parse(file.Key), cancellationToken).ConfigureAwait(false);
            }
        }

        await RemoveFoldersAsync(from.Store, source, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyFoldersAsync(IStore from, StageKey folder, IStore to, StageKey target, CancellationToken cancellationToken)
    {
        await to.CreateFolderAsync(target, cancellationToken).ConfigureAwait(false);
        foreach (var below in await FoldersAsync(from, folder, cancellationToken).ConfigureAwait(false))
        {
            await CopyFoldersAsync(from, below, to, target.Append(below.Name), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RemoveFoldersAsync(IStore store, StageKey folder, CancellationToken cancellationToken)
    {
        foreach (var below in await FoldersAsync(store, folder, cancellationToken).ConfigureAwait(false))
        {
            await RemoveFoldersAsync(store, below, cancellationToken).ConfigureAwait(false);
        }

        await store.RemoveFolderAsync(folder, recurse: false, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<StageKey>> FoldersAsync(IStore store, StageKey folder, CancellationToken cancellationToken)
    {
        var folders = new List<StageKey>();
        await foreach (var item in store.ListFolderAsync(folder, NameSelection.All, cancellationToken).ConfigureAwait(false))
        {
            if (item.IsFolder)
            {
                folders.Add(StageKey.Parse(item.Key));
            }
        }

        return folders;
    }

    private static async Task RemoveAsync(IStore store, StageKey file, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync([file], cancellationToken).ConfigureAwait(false) is [var failure])
        {
            throw failure.Error;
        }
    }
}
