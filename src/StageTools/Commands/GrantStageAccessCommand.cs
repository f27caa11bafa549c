namespace StageTools.Commands;

/// <summary>A cmdlet that changes who may use stages of a team's catalog.</summary>
public abstract class StageAccessCmdlet : StageCmdlet
{
    // An object: a field of an enum of the engine's would have the engine loaded when the module is imported.
    private object? _rights;

    /// <summary>The stages' names; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>The roles of the database; PUBLIC is everybody.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>What they may do: Read, Write, or both. Not of what comes down the pipeline: a stage has the rights of who asks.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    public virtual StageRights Rights
    {
        get => (StageRights)(_rights ?? StageRights.None);
        set => _rights = value;
    }

    /// <summary>Changes the rights of one role on one stage; what is to be told about it.</summary>
    private protected abstract Task<IReadOnlyList<string>> ChangeAsync(StageName stage, string role);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name =>
    {
        foreach (var stage in NamesOf(name))
            Each(Role, role => Change(stage, role));
    });

    private void Change(StageName stage, string role)
    {
        if (!ShouldProcess($"{stage} for {role}", $"{MyInvocation.MyCommand.Name.Split('-')[0]} {Rights}"))
            return;

        foreach (var told in Wait(ChangeAsync(stage, role)))
            WriteWarning(told);
    }
}

/// <summary>Lets roles use stages of a team's catalog.</summary>
[Cmdlet(VerbsSecurity.Grant, "StageAccess", SupportsShouldProcess = true)]
public sealed class GrantStageAccessCommand : StageAccessCmdlet
{
    private protected override Task<IReadOnlyList<string>> ChangeAsync(StageName stage, string role) =>
        Engine.Team.GrantAsync(stage, Rights, role, CancellationToken);
}

/// <summary>Takes back what roles were granted on stages of a team's catalog.</summary>
[Cmdlet(VerbsSecurity.Revoke, "StageAccess", SupportsShouldProcess = true)]
public sealed class RevokeStageAccessCommand : StageAccessCmdlet
{
    /// <summary>What they may do no more: Read, Write, or both.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    public override StageRights Rights
    {
        get => base.Rights;
        set => base.Rights = value;
    }

    private protected override Task<IReadOnlyList<string>> ChangeAsync(StageName stage, string role) =>
        Engine.Team.RevokeAsync(stage, Rights, role, CancellationToken);
}
