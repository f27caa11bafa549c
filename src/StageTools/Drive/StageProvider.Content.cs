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
        var parameters = CommandParameters.Of<ContentReaderParameters>(DynamicParameters);
        var tail = ContentTail.Take(this);
        if (Contradiction(parameters, tail) is { } contradiction)
            throw StageErrorCode.OptionInvalid.Error(contradiction + "; use one of the two.", path);

        var store = Open(at.Stage, forWriting: false);
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
        var parameters = CommandParameters.Of<ContentWriterParameters>(DynamicParameters);
        return new StageContentWriter(
            Open(at.Stage, forWriting: true), at.Key, parameters, () => Stopping || hasFailed(), WriteError, _stopping.Token);
    });

    /// <inheritdoc/>
    public object GetContentWriterDynamicParameters(string path) => new ContentWriterParameters();

    /// <summary>Makes a file empty. Set-Content asks for it too, before it writes: there the old content stays until the new one is whole.</summary>
    public void ClearContent(string path) => Attempt(path, () =>
    {
        if (!IsClearing)
            return;

        var at = InStage(path, "cleared", $"Remove-StageFile '{Normal(path)}' removes its files");
        _ = Find(path) ?? throw NotFound(path);
        if (!Selection.Has(at.Key.Name))
            return;

        RefuseFolder(path, at);
        if (ShouldProcess(at.ToString(), "Clear content"))
            WriteText(Open(at.Stage, forWriting: true), at.Key, string.Empty, overwrite: true);
    });

    /// <inheritdoc/>
    public object? ClearContentDynamicParameters(string path) => null;

    /// <summary>Whether it is Clear-Content that asks. Where the command cannot be found, its parameters tell; those of items from the pipeline are
    /// made by the provider of the current location, which may have none.</summary>
    private bool IsClearing => RunningCommand.Of(this) is { } command
        ? command.MyInvocation.MyCommand.Name == "Clear-Content"
        : !CommandParameters.Have(DynamicParameters, nameof(ContentWriterParameters.NoNewline));

    /// <summary>Which two of the parameters cannot both be done; null where all can.</summary>
    private string? Contradiction(ContentReaderParameters parameters, int? tail) => parameters switch
    {
        { Raw.IsPresent: true } when tail is not null => "-Raw reads a whole file and -Tail its end",
        { Raw.IsPresent: true } when RunningCommand.Of(this)?.MyInvocation.BoundParameters.ContainsKey("TotalCount") is true =>
            "-Raw reads a whole file and -TotalCount its beginning",
        { Raw.IsPresent: true, Delimiter: not null } => "-Raw reads a file as one text and -Delimiter takes it apart",
        { Raw.IsPresent: true, Wait.IsPresent: true } => "-Raw reads what there is and -Wait what comes later",
        { AsByteStream.IsPresent: true, Delimiter: not null } => "-AsByteStream reads bytes and -Delimiter takes text apart",
        _ => null,
    };

    private void RefuseLeftOut(StagePath at)
    {
        if (!Selection.Has(at.Key.Name))
        {
            throw StageErrorCode.FileNotFound.Error(
                $"'{at}' is left out by -Filter, -Include or -Exclude, so there is nothing to do; leave that out, or name another file.",
                at.ToString());
        }
    }
}
