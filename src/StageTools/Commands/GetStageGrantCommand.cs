namespace StageTools.Commands;

/// <summary>Gets who may use which stage of a team's catalog.</summary>
[Cmdlet(VerbsCommon.Get, "StageGrant")]
[OutputType(typeof(StageGrant))]
public sealed class GetStageGrantCommand : StageCmdlet
{
    /// <summary>The stages' names; without it, all stages.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The role whose grants are wanted; PUBLIC is everybody.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Role { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name ?? [null!])
        {
            Attempt(() => WriteObject(
                Wait(Engine.Team.ListGrantsAsync(name is null ? null : StageName.Parse(name), Role, CancellationToken)), enumerateCollection: true));
        }
    }
}
