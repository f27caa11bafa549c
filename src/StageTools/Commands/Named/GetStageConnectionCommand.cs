namespace StageTools.Commands.Named;

/// <summary>Gets connections of the catalog: all, or those whose names match.</summary>
[Cmdlet(VerbsCommon.Get, "StageConnection")]
[OutputType(typeof(NamedConnection))]
public sealed class GetStageConnectionCommand : NamedCmdlet
{
    /// <summary>Names; wildcards are understood.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    private protected override NamedKind Kind => NamedKind.Connection;

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        EachFound(Name, name => WriteObject(Wait(Engine.Stages.Named.GetConnectionAsync(name, CancellationToken))));
}
