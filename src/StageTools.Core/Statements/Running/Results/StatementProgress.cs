namespace StageTools.Statements.Running.Results;

/// <summary>How far a statement is. Whoever runs one looks at it now and then, from any thread.</summary>
public sealed class StatementProgress
{
    private volatile Func<(string Text, int Percent)>? _status;

    /// <summary>How far it is: a text such as <c>3 of 12 files, 4.5 MiB of 20.0 MiB</c>, and percent done, -1 where that is not known; null where
    /// there is nothing to tell.</summary>
    public (string Text, int Percent)? Current => _status?.Invoke();

    /// <summary>Says where to look from now on; null at the end.</summary>
    internal void Follow(Func<(string Text, int Percent)>? status) => _status = status;
}
