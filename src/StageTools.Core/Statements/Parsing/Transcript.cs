namespace StageTools.Statements.Parsing;

/// <summary>Passes over what stands between statements: comments, semicolons, and, in what was copied from a terminal, prompts and answers.</summary>
internal static class Transcript
{
    private static readonly SearchValues<char> PromptEnds = SearchValues.Create(" \t\r\n'\"");

    /// <summary>Goes on at a place of a text, and to where the next statement begins, whose tokens are then the first.</summary>
    /// <returns>Where that is, or a comment that never ends; the text's length where there is none.</returns>
    public static int Skip(SqlTokens tokens, int position)
    {
        for (int? next = position; next is not null; next = EndOfAside(tokens))
            tokens.GoOn(0, next.Value, ofSystems: true);

        return tokens[0].Kind is SqlTokenKind.End ? tokens.UnclosedComment ?? tokens.Sql.Length : tokens[0].Start;
    }

    private static int? EndOfAside(SqlTokens tokens) => tokens[0] switch
    {
        { Kind: SqlTokenKind.End } => null,
        { Symbol: ';' } token => token.End,
        var token => EndOfPrompt(tokens.Sql, token) ?? (IsAnswer(tokens) ? EndOfLine(tokens.Sql, token.Start) : null),
    };

    /// <summary>The end of a prompt: <c>mysql></c> of MatrixOne's client, <c>root@localhost:8000/default></c> of Databend's, <c>stage></c> of this
    /// one.</summary>
    private static int? EndOfPrompt(string sql, SqlToken token)
    {
        if (token.Kind is not SqlTokenKind.Word || token.End >= sql.Length)
            return null;

        if (sql[token.End] == '>')
            return token.IsWord("mysql") || token.IsWord("stage") ? token.End + 1 : null;

        var rest = sql.AsSpan(token.End);
        var end = rest.IndexOfAny(PromptEnds);
        return rest[0] == '@' && end > 1 && rest[end - 1] == '>' ? token.End + end : null;
    }

    /// <summary>Whether a line is what a client has answered: drawn tables, <c>ERROR 20101 (HY000)</c>, <c>Query OK</c>, <c>3 rows in set</c>. No
    /// statement begins so.</summary>
    private static bool IsAnswer(SqlTokens tokens) => tokens[0] switch
    {
        { Kind: SqlTokenKind.Word } word => word.Span[0] is >= '\u2500' and <= '\u257f'
            || word.IsWord("OK")
            || (word.IsWord("ERROR") && tokens[1].Kind is SqlTokenKind.Number && tokens[2].Symbol is '(')
            || (word.IsWord("Query") && tokens[1].IsWord("OK"))
            || (word.IsWord("Empty") && tokens[1].IsWord("set")),
        { Kind: SqlTokenKind.Number } => tokens[1].IsWord("rows") || tokens[1].IsWord("row"),
        { Symbol: '+' } corner => corner.End < tokens.Sql.Length && tokens.Sql[corner.End] is '-' or '=',
        var token => token.Symbol is '|',
    };

    private static int EndOfLine(string sql, int start)
    {
        var end = sql.AsSpan(start).IndexOfAny('\r', '\n');
        return end < 0 ? sql.Length : start + end;
    }
}
