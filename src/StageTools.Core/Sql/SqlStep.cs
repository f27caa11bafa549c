using StageTools.Errors;

namespace StageTools.Sql;

/// <summary>One statement of a text, to be run.</summary>
public sealed class SqlStep
{
    private static readonly HashSet<string> Reading = new(
        [
            "SELECT", "FROM", "WITH", "VALUES", "TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN", "PIVOT", "UNPIVOT", "PRAGMA", "SET",
            "RESET", "USE", "",
        ],
        StringComparer.Ordinal);

    private readonly int _number;
    private readonly int _count;

    internal SqlStep(SqlStatement statement, int number, int count) => (Statement, _number, _count) = (statement, number, count);

    /// <summary>Its text.</summary>
    public string Text => Statement.Text;

    /// <summary>Whether it makes, changes or removes something, so that one may want to be asked first.</summary>
    public bool Changes => !Reading.Contains(Statement.Verb);

    internal SqlStatement Statement { get; }

    /// <summary>The same statement with something put in the place of parts of it.</summary>
    internal SqlStep With(IReadOnlyList<SqlEdit> edits) => new(Statement with { Edits = edits }, _number, _count);

    /// <summary>Whether a statement makes, changes or removes something.</summary>
    internal static bool IsChange(SqlTokens tokens) => SqlReader.Read(tokens).Any(static s => !Reading.Contains(s.Verb));

    /// <summary>An error of this statement: of several it says which.</summary>
    internal StageException Name(StageException error) =>
        _count == 1 ? error : error.Reworded(message => $"Statement {_number}: {message}", error.Target, error);
}
