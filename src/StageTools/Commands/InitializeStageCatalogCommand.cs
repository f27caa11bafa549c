namespace StageTools.Commands;

/// <summary>Makes or upgrades a team's catalog in its PostgreSQL database: its tables, and the roles of its users.</summary>
[Cmdlet(VerbsData.Initialize, "StageCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogSetup))]
public sealed class InitializeStageCatalogCommand : StageCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var team = Engine.Team;
        if (ShouldProcess(KnownCatalogs.Named, "Make or upgrade the team's catalog and its roles"))
            WriteObject(Wait(team.InitializeAsync(CancellationToken)));
    });
}
