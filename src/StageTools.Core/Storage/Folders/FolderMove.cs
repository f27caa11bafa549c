using StageTools.Paths;

namespace StageTools.Storage.Folders;

/// <summary>Gives files and folders of a stage new names: by the opened folders they leave and come to.</summary>
internal sealed class FolderMove(FolderBoundary boundary, FolderContents contents, FolderTargets targets)
{
    /// <summary>Renames; false for a file whose new name lies on another disk.</summary>
    public bool TryRename(StageKey source, bool isFolder, StageKey target, bool overwrite)
    {
        using var from = boundary.OpenParent(source);
        using var to = targets.MakeParent(target, overwrite && !isFolder);
        try
        {
            if (isFolder)
            {
                AtomicRename.MoveFolder(from.At(source.Name), to.At(target.Name));
            }
            else
            {
                AtomicRename.Move(from.At(source.Name), to.At(target.Name), overwrite);
            }

            return true;
        }
        catch (IOException e) when (!isFolder && e.HResult is UnixCalls.CrossDevice)
        {
            return false;
        }
    }

    /// <summary>Copies a file to its new name, verified, with its time and its permissions.</summary>
    public async Task CopyAsync(StageKey source, StoreItem file, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        using var original = contents.OpenFile(source);
        var content = contents.OpenStream(source, bufferSize: 0, sequential: true);
        await using (content.ConfigureAwait(false))
        {
            var writer = targets.NewWriter(target, new WriteOptions(overwrite) { LastModified = file.LastModified, Verify = true });
            await using (writer.ConfigureAwait(false))
            {
                writer.KeepMode(original);
                await StoreTransfer.PumpAsync(content, writer.Stream, static _ => { }, cancellationToken).ConfigureAwait(false);
                await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
