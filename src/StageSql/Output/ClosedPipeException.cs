namespace StageTools.Terminal.Output;

/// <summary>Whoever read the output has gone: no error, only the end.</summary>
internal sealed class ClosedPipeException(Exception inner) : Exception("Nobody reads the output any more.", inner);
