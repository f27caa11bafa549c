using System.Collections.Frozen;
using StageTools.Errors;

namespace StageTools.Statements.Parsing;

/// <summary>Reads one statement: tells by its first words which it is. What is no stage's is DuckDB's.</summary>
internal static class StatementParser
{
    private const string Stage = "STAGE";

    private static readonly FrozenDictionary<string, Func<StatementCursor, Statement>> Own = new Dictionary<string, Func<StatementCursor, Statement>>(StringComparer.Ordinal)
    {
        ["LIST"] = FilesParser.List,
        ["REMOVE"] = FilesParser.Remove,
        ["PRESIGN"] = FilesParser.Presign,
        ["PUT"] = FilesParser.Put,
        ["GET"] = FilesParser.Get,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Exporting = new[] { "SELECT", "WITH", "FROM", "VALUES", "TABLE", "(" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What statements begin with, here and in DuckDB.</summary>
    private static readonly FrozenSet<string> Verbs = new[]
    {
        "LIST", "REMOVE", "PRESIGN", "PUT", "GET", "CREATE", "ALTER", "DROP", "DESC", "DESCRIBE", "SHOW", "COPY", "LOAD", "SELECT", "WITH", "FROM", "VALUES", "TABLE",
        "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "SUMMARIZE", "EXPLAIN", "ANALYZE", "PIVOT", "PIVOT_WIDER", "PIVOT_LONGER", "UNPIVOT", "PRAGMA", "CALL",
        "SET", "RESET", "USE", "ATTACH", "DETACH", "BEGIN", "START", "COMMIT", "ROLLBACK", "ABORT", "END", "CHECKPOINT", "FORCE", "VACUUM", "INSTALL", "EXPORT",
        "IMPORT", "COMMENT", "PREPARE", "EXECUTE", "DEALLOCATE", "GRANT", "REVOKE", "REINDEX",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the statement, to its semicolon or the end of the text.</summary>
    /// <exception cref="StageException">It cannot be read.</exception>
    public static Statement Read(StatementCursor cursor)
    {
        var words = WordsAhead.Of(cursor);
        var statement = Find(cursor, words) is { } read ? read(cursor) : QueryParser.Read(cursor, Exporting.Contains(words[0]));
        cursor.ExpectEnd();
        return statement;
    }

    private static Func<StatementCursor, Statement>? Find(StatementCursor cursor, WordsAhead words) => words[0] switch
    {
        "CREATE" => IsStage(cursor, words, KindOfCreate(words), isObject: true) ? StageParser.Create : null,
        "ALTER" => IsStage(cursor, words, 1, isObject: true) ? StageParser.Alter : null,
        "DROP" => IsStage(cursor, words, 1, isObject: true) ? StageParser.Drop : null,
        "DESC" or "DESCRIBE" => words[2] is not "." && IsStage(cursor, words, 1, isObject: words.IsName(2)) ? StageParser.Describe : null,
        "SHOW" => IsWord(cursor, words, 1, "STAGES", mayMiss: words[1] is Stage) ? StageParser.Show : null,
        "COPY" => FindCopy(cursor, words),
        "LOAD" => IsWord(cursor, words, 1, "DATA", mayMiss: words[2] is "INFILE" or "LOCAL") ? OutfileParser.ReadLoad : null,
        var verb when Own.TryGetValue(verb, out var own) => own,
        var verb => Verbs.Contains(verb) || NearMiss.Find(verb, Verbs) is null ? null : throw words.Expected(cursor, 0, "a statement", Verbs),
    };

    private static Func<StatementCursor, Statement>? FindCopy(StatementCursor cursor, WordsAhead words) =>
        words[1] is "FILES" && words[2] is not ("FROM" or "TO" or "(" or ".")
            ? FilesParser.Copy
            : IsWord(cursor, words, 1, "INTO", mayMiss: words[2] is "@" || (words.IsName(2) && words[2] is not ("FROM" or "TO"))) ? CopyIntoParser.Read : null;

    private static int KindOfCreate(WordsAhead words)
    {
        var kind = words[1] is "OR" && words[2] is "REPLACE" ? 3 : 1;
        return words[kind] is "TEMP" or "TEMPORARY" ? kind + 1 : kind;
    }

    private static bool IsStage(StatementCursor cursor, WordsAhead words, int index, bool isObject) => IsWord(cursor, words, index, Stage, mayMiss: isObject);

    /// <summary>Whether a word stands there; one that nearly does, where nothing of DuckDB's could, is an error.</summary>
    private static bool IsWord(StatementCursor cursor, WordsAhead words, int index, string word, bool mayMiss) =>
        words[index] == word || (mayMiss && NearMiss.IsNear(words[index], word) ? throw words.Expected(cursor, index, word, [word]) : false);
}
