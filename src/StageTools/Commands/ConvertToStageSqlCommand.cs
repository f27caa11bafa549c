using StageTools.Statements.Scripting;

namespace StageTools.Commands;

/// <summary>Writes stages as statements that make the same ones elsewhere: in Databend, MatrixOne, Snowflake or DuckDB, or here.</summary>
[Cmdlet(VerbsData.ConvertTo, "StageSql")]
[OutputType(typeof(string))]
public sealed class ConvertToStageSqlCommand : StageCmdlet
{
    // An object: a field of an enum of the engine's would have the engine loaded when the module is imported.
    private object? _dialect;
    private StageScript? _script;

    /// <summary>The stages' names; wildcards are understood.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Whose words.</summary>
    [Parameter]
    public StageSystem Dialect
    {
        get => (StageSystem)(_dialect ?? StageSystem.StageTools);
        set => _dialect = value;
    }

    /// <summary>Secrets are left out; else each is a parameter, such as $sales_secret_access_key.</summary>
    [Parameter]
    public SwitchParameter NoSecret { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _script = new StageScript(Dialect, NoSecret);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name =>
    {
        foreach (var stage in StagesOf(name))
            WriteObject(_script!.Of(stage), enumerateCollection: true);
    });
}
