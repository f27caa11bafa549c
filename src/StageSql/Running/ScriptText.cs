namespace StageTools.Terminal.Running;

/// <summary>A text of statements.</summary>
/// <param name="Name">What messages call it: a file's name as given, <c>-c</c>, <c>stdin</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="IsArgument">Whether it stood on the command line, which every user of the machine can read.</param>
internal sealed record ScriptText(string Name, string Text, bool IsArgument = false);
