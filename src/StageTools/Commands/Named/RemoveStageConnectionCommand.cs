namespace StageTools.Commands.Named;

/// <summary>Drops connections that no stage refers to.</summary>
[Cmdlet(VerbsCommon.Remove, "StageConnection", SupportsShouldProcess = true)]
public sealed class RemoveStageConnectionCommand : NamedCmdlet
{
    /// <summary>Names; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>One that is not there is passed over.</summary>
    [Parameter]
    public SwitchParameter IfExists { get; set; }

    private protected override NamedKind Kind => NamedKind.Connection;

    /// <inheritdoc/>
    protected override void ProcessRecord() => EachFound(Name, name => Remove(name, IfExists));
}
