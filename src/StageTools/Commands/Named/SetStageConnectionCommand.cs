namespace StageTools.Commands.Named;

/// <summary>Changes a connection, and with it all stages that refer to it: its settings and credentials, or its comment.</summary>
[Cmdlet(VerbsCommon.Set, "StageConnection", SupportsShouldProcess = true)]
[OutputType(typeof(NamedConnection))]
public sealed class SetStageConnectionCommand : ConnectionCmdlet
{
    /// <summary>The connection's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Another comment; the empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Comment { get; set; }

    /// <summary>Returns the connection as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var (name, connection) = (NamedSettings.ParseName(NamedKind.Connection, Name), ReadConnection());
        Change(
            Name, "Change connection", () => Engine.Stages.Named.SetConnectionAsync(name, connection, Comment, CancellationToken), PassThru);
    });
}
