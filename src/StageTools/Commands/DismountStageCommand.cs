namespace StageTools.Commands;

/// <summary>Takes a stage drive away; the stage and its files stay.</summary>
[Cmdlet(VerbsData.Dismount, "Stage", SupportsShouldProcess = true)]
public sealed class DismountStageCommand : StageCmdlet
{
    /// <summary>The drives' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageDriveCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Also when the current location is on the drive.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name => Dismount(name.TrimEnd(':')));

    private void Dismount(string name)
    {
        var drive = SessionState.Drive.GetAllForProvider(StageProvider.ProviderPath).FirstOrDefault(
            d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw StageErrorCode.StageNotFound.Error(
                $"There is no stage drive '{name}:'; Get-PSDrive -PSProvider Stage lists those there are.", name);
        var isHere = SessionState.Path.CurrentLocation.Drive?.Name == drive.Name;
        if (isHere && !Force)
        {
            throw StageErrorCode.OptionInvalid.Error($"The current location is on the drive '{drive.Name}:'; leave it first, or use -Force.", name);
        }

        if (!ShouldProcess($"{drive.Name}:", "Dismount"))
            return;

        if (isHere)
            SessionState.Path.SetLocation(SessionState.Path.CurrentFileSystemLocation.Path);

        SessionState.Drive.Remove(drive.Name, Force, scope: "Global");
    }
}
