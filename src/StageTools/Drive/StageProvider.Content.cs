using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>This part: what files hold.</summary>
public sealed partial class StageProvider
{
    /// <inheritdoc/>
    public IContentReader? GetContentReader(string path) => Attempt(path, () =>
    {
        var at = InStage(path, "read", "Get-StageFile lists its files");
        var item = Find(path) ?? throw NotFound(path);
        RefuseLeftOut(at);
        var parameters = CommandParameters.OfReader(DynamicParameters);
        var tail = ContentTail.Take(this);
        if (tail is not null && parameters.Raw)
            throw StageErrorCode.OptionInvalid.Error("-Raw reads a whole file and -Tail its end; use one of the two.", path);

        var store = OpenForReading(at.Stage);
        return StageContentReader.Open(store, ((StageItem)item.Value).ToStoreItem(), parameters, tail, () => Stopping, _stopping.Token);
    });

    /// <inheritdoc/>
    public object GetContentReaderDynamicParameters(string path) => new ContentReaderParameters();

    /// <inheritdoc/>
    public IContentWriter? GetContentWriter(string path) => Attempt(path, () =>
    {
        var at = InStage(path, "written", "name a file in it");
        // Said now: what a writer throws later, PowerShell gives an id of its own.
        RefuseFolder(path, at);
        RefuseLeftOut(at);
        var hasFailed = RunningCommand.FailureOf(RunningCommand.Of(this));
        return new StageContentWriter(
            OpenForWriting(at.Stage), at.Key, CommandParameters.OfWriter(DynamicParameters), () =>
                Stopping || hasFailed(), WriteError, _stopping.Token);
    });

    /// <inheritdoc/>
    public object GetContentWriterDynamicParameters(string path) => new ContentWriterParameters();

    /// <summary>Makes a file empty. Set-Content asks for it too, before it writes: there the old content stays until the new one is whole.</summary>
    public void ClearContent(string path) => Attempt(path, () =>
    {
        if (CommandParameters.AreOfWriter(DynamicParameters))
            return;

        var at = InStage(path, "cleared", $"Remove-StageFile '{Normal(path)}' removes its files");
        _ = Find(path) ?? throw NotFound(path);
        if (Selection.Has(at.Key.Name) && ShouldProcess(at.ToString(), "Clear content"))
        {
            using var nothing = new MemoryStream();
            Wait(OpenForWriting(at.Stage).WriteAsync(at.Key, nothing, new WriteOptions(Overwrite: true), _stopping.Token));
        }
    });

    /// <inheritdoc/>
    public object? ClearContentDynamicParameters(string path) => null;

    private void RefuseLeftOut(StagePath at)
    {
        if (!Selection.Has(at.Key.Name))
            throw ItemSelection.LeftOut(at.ToString());
    }
}
