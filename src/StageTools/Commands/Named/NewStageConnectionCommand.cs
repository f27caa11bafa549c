namespace StageTools.Commands.Named;

/// <summary>Keeps endpoint and credentials under a name, which stages refer to.</summary>
[Cmdlet(VerbsCommon.New, "StageConnection", SupportsShouldProcess = true, DefaultParameterSetName = KeepSet)]
[OutputType(typeof(NamedConnection))]
public sealed class NewStageConnectionCommand : ConnectionCmdlet
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>The scheme of the URLs it is for.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageTypeCompleter))]
    public string StorageType { get; set; } = string.Empty;

    /// <summary>What is to be said about it.</summary>
    [Parameter]
    public string? Comment { get; set; }

    /// <summary>A connection of the name stays as it is and is returned.</summary>
    [Parameter(ParameterSetName = KeepSet)]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>A connection of the name is changed, and with it all its stages.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReplaceSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var (name, connection) = (NamedSettings.ParseName(NamedKind.Connection, Name), ReadConnection());
        var ifExists = Force ? IfStageExists.Replace : IfNotExists ? IfStageExists.Keep : IfStageExists.Fail;
        Change(
            Name,
            Force ? "Create connection, changing one of the same name" : "Create connection",
            () => Engine.Stages.Named.CreateConnectionAsync(name, StorageType, connection, Comment, ifExists, CancellationToken));
    });
}
