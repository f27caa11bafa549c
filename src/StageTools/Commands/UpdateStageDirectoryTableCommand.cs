namespace StageTools.Commands;

/// <summary>Lists a stage's files into its directory table, which Get-StageFile -FromDirectoryTable then asks in place of the store.</summary>
[Cmdlet(VerbsData.Update, "StageDirectoryTable", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryTableUpdate))]
public sealed class UpdateStageDirectoryTableCommand : StageCmdlet
{
    /// <summary>The stages' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name =>
    {
        var stage = StageName.Parse(name);
        if (!ShouldProcess(stage.Value, "Refresh directory table"))
            return;

        var unreadable = new ConcurrentQueue<StageException>();
        WriteObject(Wait(Engine.Files.RefreshDirectoryTableAsync(stage, unreadable.Enqueue, CancellationToken)));
        foreach (var error in unreadable)
            WriteError(ErrorRecords.From(error));
    });
}
