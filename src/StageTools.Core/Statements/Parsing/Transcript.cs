using System.Buffers;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>Passes over what stands between statements: comments, semicolons, and, in what was copied from a terminal, prompts and answers.</summary>
internal static class Transcript
{
    private static readonly SearchValues<char> PromptEnds = SearchValues.Create(" \t\r\n'\"");

    /// <summary>Where the next statement begins, or a comment that never ends; the text's length where there is none.</summary>
    public static int Skip(string sql, int start)
    {
        while (true)
        {
            var tokens = new SqlTokenizer(sql, start, ofSystems: true);
            var token = tokens.Next(takesStagePath: false);
            if (token.Kind is SqlTokenKind.End)
            {
                return tokens.UnclosedComment ?? sql.Length;
            }

            var next = EndOfAside(sql, token);
            if (next is null)
            {
                return token.Start;
            }

            start = next.Value;
        }
    }

    private static int? EndOfAside(string sql, SqlToken token)
    {
        if (token.IsSymbol(sql, ';'))
        {
            return token.End;
        }

        // Scripts that were put together from several files have a mark of their encoding in the middle, too.
        if (sql[token.Start] == '\ufeff')
        {
            var rest = sql.AsSpan(token.Start).IndexOfAnyExcept('\ufeff');
            return rest < 0 ? sql.Length : token.Start + rest;
        }

        return EndOfPrompt(sql, token) ?? (IsAnswer(sql, token) ? EndOfLine(sql, token.Start) : null);
    }

    /// <summary>The end of a prompt: <c>mysql></c> of MatrixOne's client, <c>root@localhost:8000/default></c> of Databend's, <c>stage></c> of this one.</summary>
    private static int? EndOfPrompt(string sql, SqlToken token)
    {
        if (token.Kind is not SqlTokenKind.Word || token.End >= sql.Length)
        {
            return null;
        }

        if (sql[token.End] == '>')
        {
            return token.IsWord(sql, "mysql") || token.IsWord(sql, "stage") ? token.End + 1 : null;
        }

        var rest = sql.AsSpan(token.End);
        var end = rest.IndexOfAny(PromptEnds);
        return rest[0] == '@' && end > 1 && rest[end - 1] == '>' ? token.End + end : null;
    }

    /// <summary>Whether a line is what a client has answered: drawn tables, <c>ERROR 20101 (HY000)</c>, <c>Query OK</c>, <c>3 rows in set</c>. No statement begins so.</summary>
    private static bool IsAnswer(string sql, SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Word when sql[token.Start] is >= '\u2500' and <= '\u257f' => true,
        SqlTokenKind.Word when token.IsWord(sql, "ERROR") => IsErrorNumber(sql, token.End),
        SqlTokenKind.Word when token.IsWord(sql, "Query") => Next(sql, token).IsWord(sql, "OK"),
        SqlTokenKind.Word when token.IsWord(sql, "Empty") => Next(sql, token).IsWord(sql, "set"),
        SqlTokenKind.Word => token.IsWord(sql, "OK"),
        SqlTokenKind.Number => Next(sql, token) is var rows && (rows.IsWord(sql, "rows") || rows.IsWord(sql, "row")),
        SqlTokenKind.Symbol => sql[token.Start] == '|' || (sql[token.Start] == '+' && token.End < sql.Length && sql[token.End] is '-' or '='),
        _ => false,
    };

    private static SqlToken Next(string sql, SqlToken token) => new SqlTokenizer(sql, token.End).Next(takesStagePath: false);

    private static bool IsErrorNumber(string sql, int start)
    {
        var tokens = new SqlTokenizer(sql, start);
        return tokens.Next(takesStagePath: false).Kind is SqlTokenKind.Number && tokens.Next(takesStagePath: false).IsSymbol(sql, '(');
    }

    private static int EndOfLine(string sql, int start)
    {
        var end = sql.AsSpan(start).IndexOfAny('\r', '\n');
        return end < 0 ? sql.Length : start + end;
    }
}
