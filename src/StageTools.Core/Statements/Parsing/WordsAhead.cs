using StageTools.Errors;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>The first few words of a statement, in upper case. They are read with DuckDB's quotes, and no further than a text.</summary>
internal sealed class WordsAhead
{
    private const int Most = 6;

    private readonly List<(string Word, SqlToken Token)> _words = [];

    private WordsAhead()
    {
    }

    /// <summary>A word, or a symbol; nothing at all where something else stands.</summary>
    public string this[int index] => index < _words.Count ? _words[index].Word : string.Empty;

    /// <summary>Reads the words, and leaves the cursor where it is.</summary>
    public static WordsAhead Of(StatementCursor cursor)
    {
        var ahead = new WordsAhead();
        var tokens = new SqlTokenizer(cursor.Sql, cursor.Peek().Start);
        while (ahead._words.Count < Most && tokens.Next(takesStagePath: false) is { Kind: SqlTokenKind.Word or SqlTokenKind.Symbol } token && !token.IsSymbol(cursor.Sql, ';'))
        {
            ahead._words.Add((token.Of(cursor.Sql).ToString().ToUpperInvariant(), token));
        }

        return ahead;
    }

    /// <summary>Whether a name may begin there.</summary>
    public bool IsName(int index) => index < _words.Count && (_words[index].Token.Kind is SqlTokenKind.Word || _words[index].Word is "@" or "~");

    /// <summary>The error of a word that is not what may stand there.</summary>
    public StageException Expected(StatementCursor cursor, int index, string what, IEnumerable<string> known)
    {
        cursor.MoveTo(_words[index].Token.Start);
        return cursor.Expected(what, known);
    }
}
