using StageTools.Errors;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>Follows a query to its end, which stands where a semicolon, the bracket around it, or INTO OUTFILE does.</summary>
/// <param name="cursor">The statement that it stands in.</param>
/// <param name="isNested">Whether it stands in a bracket.</param>
/// <param name="mayExport">Whether INTO OUTFILE may end it.</param>
internal sealed class QueryScan(StatementCursor cursor, bool isNested, bool mayExport)
{
    /// <summary>How many brackets may stand in each other; DuckDB's expressions go no deeper.</summary>
    private const int Deepest = 1000;

    private const string Outfile = "OUTFILE";

    private readonly Stack<SqlToken> _open = new();
    private readonly List<SqlToken> _calls = [];
    private readonly SqlToken _bracket = cursor.Current;

    /// <summary>What ended the query.</summary>
    public SqlToken Last { get; private set; }

    /// <summary>Whether that is INTO OUTFILE.</summary>
    public bool IsExport { get; private set; }

    /// <summary>The names of functions that list stages.</summary>
    public IReadOnlyList<SqlToken> Calls => _calls;

    private string Sql => cursor.Sql;

    /// <summary>Follows the query that begins here.</summary>
    public SqlStatement Read(int start)
    {
        try
        {
            return SqlReader.ReadOne(Sql, start, Ends);
        }
        catch (StageException e)
        {
            cursor.LeaveRest(Last.IsSymbol(Sql, ';') ? Last.Start : Last.End);
            throw e.Code is StageErrorCode.StatementInvalid ? e : cursor.Refuse(Last.Start, e.StatementMessage, e.Code, e);
        }
    }

    private bool Ends(SqlCursor query)
    {
        Last = query.Current;
        switch (Last.Kind)
        {
            case SqlTokenKind.End:
                return query.UnclosedComment is { } comment ? throw cursor.Refuse(comment, StatementCursor.CommentNeverEnds) : RequireClosed();
            case SqlTokenKind.Symbol:
                return EndsAtSymbol(Sql[Last.Start]);
            case SqlTokenKind.Word when mayExport && _open.Count == 0 && Last.IsWord(Sql, "INTO") && !query.Previous.IsWord(Sql, "INSERT") && !query.Previous.IsWord(Sql, "MERGE"):
                return EndsAtInto(query.Peek());
            case SqlTokenKind.Word when StageFunctionParser.IsCall(query):
                _calls.Add(Last);
                return false;
            default:
                return false;
        }
    }

    private bool EndsAtSymbol(char symbol)
    {
        switch (symbol)
        {
            case ';':
                return RequireClosed();
            case '(' or '[' or '{' when _open.Count == Deepest:
                throw cursor.Refuse(Last.Start, $"brackets are more than {Deepest} deep here, which no query can be");
            case '(' or '[' or '{':
                _open.Push(Last);
                return false;
            case ')' or ']' or '}' when _open.TryPeek(out var open):
                var close = Sql[open.Start] switch { '(' => ')', '[' => ']', _ => '}' };
                _open.Pop();
                return symbol == close ? false : throw cursor.Refuse(Last.Start, $"expected '{close}', found '{symbol}'");
            case ')' when isNested:
                return true;
            case ')' or ']' or '}':
                throw cursor.Refuse(Last.Start, $"there is no bracket open that this '{symbol}' could close");
            default:
                return false;
        }
    }

    private bool EndsAtInto(SqlToken next)
    {
        IsExport = next.IsWord(Sql, Outfile);
        return !IsExport && next.Kind is SqlTokenKind.Word && NearMiss.IsNear(next.Of(Sql), Outfile)
            ? throw cursor.Refuse(next.Start, $"expected {Outfile}, found '{next.Of(Sql)}'; did you mean {Outfile}?")
            : IsExport;
    }

    private bool RequireClosed() =>
        _open.TryPeek(out var open) || (isNested && (open = _bracket) is var _)
            ? throw cursor.Refuse(open.Start, $"the '{Sql[open.Start]}' that opens here is never closed")
            : true;
}
