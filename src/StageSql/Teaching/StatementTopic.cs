namespace StageTools.Terminal.Teaching;

/// <summary>What is taught about a statement.</summary>
/// <param name="Name">Its first words.</param>
/// <param name="System">Whose statement it is.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Syntax">Its form.</param>
/// <param name="Examples">Whole statements; the first is the plainest.</param>
internal sealed record StatementTopic(string Name, string System, string Summary, string Syntax, params IReadOnlyList<string> Examples);
