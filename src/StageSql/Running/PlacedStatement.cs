using StageTools.Statements.Parsing;

namespace StageTools.Terminal.Running;

/// <summary>A statement of one of several texts.</summary>
/// <param name="Text">The text it stands in.</param>
/// <param name="Read">The statement, or why it cannot be read.</param>
internal sealed record PlacedStatement(ScriptText Text, ScriptStatement Read)
{
    /// <summary>Where it stands: <c>script.sql:3:1</c>.</summary>
    public string Place => $"{Text.Name}:{Read.Line}:{Read.Column}";
}
