namespace StageTools.Statements.Parsing;

/// <summary>Reads scripts of either dialect: statements with semicolons between them. Comments are <c>--</c>, <c>/* */</c>, which nest, and <c>#</c>
/// outside of queries.</summary>
public static class StatementScript
{
    /// <summary>The statements of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameters">The values of <c>$name</c>, by the name. In a statement of the systems such a name stands where a text in quotes or a
    /// number may; in a query it is a parameter of DuckDB's, and not looked at here.</param>
    /// <param name="dialect">Whose a statement is where its form does not tell, such as <c>SHOW STAGES</c>.</param>
    /// <param name="secrets">Those of the values that no error may show.</param>
    /// <param name="stores">The stores whose connections may be said; null for all that are known.</param>
    /// <exception cref="StageException"><c>StatementInvalid</c>, or the code of a rule that a name or an option breaks, for the first that cannot be
    /// read: line, column, what is expected there.</exception>
    public static IReadOnlyList<ScriptStatement> Parse(
        string text,
        IReadOnlyDictionary<string, object?>? parameters = null,
        Dialect dialect = Dialect.Databend,
        SecretValues? secrets = null,
        StoreProviders? stores = null)
    {
        var statements = new List<ScriptStatement>();
        foreach (var statement in Read(text, parameters, dialect, secrets, stores))
            statements.Add(statement.Error is null ? statement : throw statement.Error);

        return statements.Count > 0
            ? statements
            : throw StageErrorCode.StatementInvalid.Error("There is no statement in the text; write one, such as SHOW STAGES.");
    }

    /// <summary>The statements of a text, one after the other; one that cannot be read has its error, and the next begins behind its
    /// semicolon.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameters">The values of <c>$name</c>, by the name.</param>
    /// <param name="dialect">Whose a statement is where its form does not tell.</param>
    /// <param name="secrets">Those of the values that no error may show.</param>
    /// <param name="stores">The stores whose connections may be said; null for all that are known.</param>
    public static IEnumerable<ScriptStatement> Read(
        string text,
        IReadOnlyDictionary<string, object?>? parameters = null,
        Dialect dialect = Dialect.Databend,
        SecretValues? secrets = null,
        StoreProviders? stores = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReadAll(text, new StatementContext(parameters, dialect, secrets ?? SecretValues.None, stores ?? KnownStores.All));
    }

    private static IEnumerable<ScriptStatement> ReadAll(string text, StatementContext context)
    {
        var tokens = new SqlTokens(text, ofSystems: true);
        for (var at = Transcript.Skip(tokens, 0); at < text.Length;)
        {
            var statement = ReadOne(new StatementCursor(tokens, 0, at, context));
            yield return statement;
            at = Transcript.Skip(tokens, at + statement.Length);
        }
    }

    private static ScriptStatement ReadOne(StatementCursor cursor)
    {
        var (line, column) = cursor.Tokens.PlaceOf(cursor.Start);
        try
        {
            var statement = StatementParser.Read(cursor);
            return new ScriptStatement(cursor.Start, cursor.Peek().Start - cursor.Start, line, column, statement, Error: null);
        }
        catch (StageException e)
        {
            var error = cursor.Context.Secrets.Masked(e);
            return new ScriptStatement(cursor.Start, cursor.FindEnd() - cursor.Start, line, column, Statement: null, error);
        }
    }
}

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
