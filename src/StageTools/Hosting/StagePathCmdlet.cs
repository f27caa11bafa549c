namespace StageTools.Hosting;

/// <summary>A cmdlet whose input are paths: <c>-Path</c> with wildcards, or <c>-LiteralPath</c>, by position, by value and by property
/// name.</summary>
public abstract class StagePathCmdlet : StageCmdlet
{
    /// <summary>Stage paths; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StagePathCompleter))]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Stage paths, each character meant as it stands.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The paths of this record as they were written.</summary>
    private protected IEnumerable<(string Text, bool IsLiteral)> Paths => PathsOf(Path, LiteralPath);

    /// <summary>The stage of a path, and which of its keys are meant.</summary>
    /// <exception cref="StageException">The path, the wildcard or the pattern cannot be read.</exception>
    private protected (StageName Stage, KeySelection Keys) SelectionOf(string text, bool isLiteral, string? prefix = null, string? pattern = null) =>
        StagePath.Select(InputPath.ResolveStage(SessionState, text, isLiteral).Text, isLiteral, prefix, pattern);
}
