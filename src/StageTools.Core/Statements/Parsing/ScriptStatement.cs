using StageTools.Errors;
using StageTools.Query;

namespace StageTools.Statements.Parsing;

/// <summary>A statement of a script, with its place; one that cannot be read has an error instead.</summary>
/// <param name="Start">Where it begins in the script.</param>
/// <param name="Length">How long it is, without its semicolon.</param>
/// <param name="Line">The line it begins in, from 1.</param>
/// <param name="Column">The character of that line, from 1.</param>
/// <param name="Statement">The statement; null where it cannot be read.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
public sealed record ScriptStatement(int Start, int Length, int Line, int Column, Statement? Statement, StageException? Error)
{
    /// <summary>An error that running this statement gave, with its place in the script.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isOnly">Whether the script has no other statement, so that one without a place needs none.</param>
    public StageException Locate(StageException error, bool isOnly)
    {
        ArgumentNullException.ThrowIfNull(error);

        // A query's own errors say where in the statement they are.
        var isQuery = Statement is QueryStatement or CopyIntoStageStatement or CopyIntoTableStatement or SelectIntoOutfileStatement
            && ErrorPlace.IsSaid(error.Message);
        return Statement is null || (isOnly && !isQuery)
            ? error
            : error.Reworded(message => ErrorPlace.Move(message, Line, Column), error.Target, error);
    }
}
