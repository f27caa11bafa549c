namespace StageTools.Query;

/// <summary>One statement of a text, to be run.</summary>
public sealed class SqlStep
{
    private static readonly HashSet<string> Reading = new(
        ["SELECT", "FROM", "WITH", "VALUES", "TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN", "PIVOT", "UNPIVOT", "PRAGMA", "CALL", "SET", "RESET", "USE", ""],
        StringComparer.Ordinal);

    private readonly int _number;
    private readonly int _count;

    internal SqlStep(SqlStatement statement, int number, int count) => (Statement, _number, _count) = (statement, number, count);

    /// <summary>Its text.</summary>
    public string Text => Statement.Text;

    /// <summary>Whether it makes, changes or removes something, so that one may want to be asked first.</summary>
    public bool Changes => !Reading.Contains(Statement.Verb);

    internal SqlStatement Statement { get; }

    /// <summary>An error of this statement: of several it says which.</summary>
    internal Stages.StageException Name(Stages.StageException error) =>
        _count == 1 ? error : new Stages.StageException(error.Code, $"Statement {_number}: {error.Message}", error.Target, error);
}
