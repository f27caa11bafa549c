namespace StageTools.Completion;

/// <summary>Completes a stage path whose every character is meant as it stands.</summary>
public sealed class LiteralStagePathCompleter : StagePathCompleter
{
    /// <inheritdoc/>
    protected override bool UnderstandsWildcards => false;
}
