namespace StageTools.Commands.Catalogs;

/// <summary>Makes or upgrades a team's catalog in its PostgreSQL database: its tables, the roles of its users, and the bucket for its
/// files.</summary>
[Cmdlet(VerbsData.Initialize, "StageCatalog", SupportsShouldProcess = true, DefaultParameterSetName = TablesSet)]
[OutputType(typeof(CatalogSetup))]
public sealed class InitializeStageCatalogCommand : StageCmdlet
{
    private const string TablesSet = "Tables";
    private const string BucketSet = "Bucket";

    /// <summary>The bucket that internal stages and everybody's own have their files in.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string? Url { get; set; }

    /// <summary>The connection of the catalog that says how the bucket is reached; by itself each machine knows.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? ConnectionName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var connection = ConnectionName is null ? null : NamedSettings.ParseName(NamedKind.Connection, ConnectionName);
        _ = Engine.Team;
        var action = Url is null ? "Make or upgrade the team's catalog and its roles" : "Make or upgrade the team's catalog, and name its bucket";
        Change(KnownCatalogs.Named!, action, () => Engine.InitializeCatalogAsync(Url, connection, CancellationToken));
    });
}
