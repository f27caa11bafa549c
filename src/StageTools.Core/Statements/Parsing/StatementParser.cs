namespace StageTools.Statements.Parsing;

/// <summary>Reads one statement: tells by its first words which it is. What is no stage's is DuckDB's.</summary>
internal static class StatementParser
{
    private const string StageWord = "STAGE";

    private static readonly FrozenSet<string> Exporting = ["SELECT", "WITH", "FROM", "VALUES", "TABLE", "("];

    /// <summary>What statements begin with, here and in DuckDB.</summary>
    private static readonly FrozenSet<string> Verbs =
    [
        "LIST", "LS", "REMOVE", "RM", "PRESIGN", "PUT", "GET", "CREATE", "ALTER", "DROP", "DESC", "DESCRIBE", "SHOW", "COPY", "LOAD", "SELECT",
        "WITH", "FROM", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "SUMMARIZE", "EXPLAIN", "ANALYZE", "PIVOT",
        "PIVOT_WIDER", "PIVOT_LONGER", "UNPIVOT", "PRAGMA", "CALL", "SET", "RESET", "USE", "ATTACH", "DETACH", "BEGIN", "START", "COMMIT",
        "ROLLBACK", "ABORT", "END", "CHECKPOINT", "FORCE", "VACUUM", "INSTALL", "EXPORT", "IMPORT", "COMMENT", "PREPARE", "EXECUTE", "DEALLOCATE",
        "GRANT", "REVOKE", "REINDEX",
    ];

    /// <summary>Reads the statement, to its semicolon or the end of the text.</summary>
    /// <exception cref="StageException">It cannot be read.</exception>
    public static Statement Read(StatementCursor cursor)
    {
        var statement = Find(cursor) is { } read ? read(cursor) : ReadQuery(cursor);
        statement = statement is StageStatement ? statement with { Dialect = cursor.Dialect } : statement;
        return cursor.IsAtEnd ? statement : throw cursor.Expected("the end of the statement (a semicolon before the next one)");
    }

    private static Statement ReadQuery(StatementCursor cursor)
    {
        var (query, isExport) = QueryParser.Read(cursor, Exporting.Contains(Ahead(cursor, 0)));
        return isExport ? SelectIntoOutfileStatement.Read(cursor, query) : query;
    }

    private static Func<StatementCursor, Statement>? Find(StatementCursor cursor) => Ahead(cursor, 0) switch
    {
        "CREATE" => KindAt(cursor, KindOfCreate(cursor)) switch
        {
            NamedKind.Connection => CreateConnectionStatement.Form.Read,
            NamedKind.FileFormat => CreateFileFormatStatement.Form.Read,
            _ => IsStage(cursor, KindOfCreate(cursor), isObject: true) ? CreateStageStatement.Form.Read : null,
        },
        "ALTER" => IsStage(cursor, 1, isObject: true) ? AlterStageStatement.Read : null,
        "DROP" when KindAt(cursor, 1) is { } kind =>
            kind is NamedKind.Connection ? DropNamedStatement.Connection.Read : DropNamedStatement.FileFormat.Read,
        "DROP" => IsStage(cursor, 1, isObject: true) ? DropStageStatement.Dropping.Read : null,
        "DESC" or "DESCRIBE" when KindAt(cursor, 1) is { } kind && Ahead(cursor, 2) is not "." && !cursor.Tokens[cursor.Index + 3].EndsStatement =>
            c => ShowNamedStatement.Describe(c, kind),
        "DESC" or "DESCRIBE" =>
            Ahead(cursor, 2) is not "." && IsStage(cursor, 1, isObject: IsName(cursor, 2)) ? DescribeStageStatement.Form.Read : null,
        "SHOW" when KindAt(cursor, 1, plural: "S") is { } kind => c => ShowNamedStatement.Show(c, kind),
        "GRANT" => GrantStatement.Granting.Read,
        "REVOKE" => GrantStatement.Revoking.Read,
        "SHOW" when Ahead(cursor, 1) is "GRANTS" => ShowGrantsStatement.Form.Read,
        "SHOW" when Ahead(cursor, 1) is "CREATE" => IsStage(cursor, 2, isObject: false) ? ShowCreateStageStatement.Form.Read : null,
        "SHOW" => IsWord(cursor, 1, "STAGES", mayMiss: Ahead(cursor, 1) is StageWord) ? ShowStagesStatement.Form.Read : null,
        "LIST" or "LS" => ListFilesStatement.Form.Read,
        "RM" => RemoveFilesStatement.Form.Read,
        "REMOVE" => Ahead(cursor, 1) is "FILES" ? RemoveFilesStatement.MatrixOneForm.Read : RemoveFilesStatement.Form.Read,
        "PRESIGN" => PresignStatement.Form.Read,
        "PUT" => PutFilesStatement.Form.Read,
        "GET" => GetFilesStatement.Form.Read,
        "COPY" => FindCopy(cursor),
        "LOAD" => IsWord(cursor, 1, "DATA", mayMiss: Ahead(cursor, 2) is "INFILE" or "LOCAL") ? LoadDataStatement.Form.Read : null,
        var verb => Verbs.Contains(verb) || NearMiss.Find(verb, Verbs) is null ? null : throw Expected(cursor, 0, "a statement", Verbs),
    };

    private static Func<StatementCursor, Statement>? FindCopy(StatementCursor cursor)
    {
        var (next, behind) = (Ahead(cursor, 1), Ahead(cursor, 2));
        if (next is "FILES" && behind is not ("FROM" or "TO" or "(" or "."))
            return CopyFilesStatement.Form.Read;

        return !IsWord(cursor, 1, "INTO", mayMiss: behind is "@" || (IsName(cursor, 2) && behind is not ("FROM" or "TO"))) ? null
            : cursor.Tokens[cursor.Index + 3] is { Symbol: '@' } or { Kind: SqlTokenKind.Text } ? CopyIntoStageStatement.Form.Read
            : CopyIntoTableStatement.Form.Read;
    }

    private static int KindOfCreate(StatementCursor cursor)
    {
        var kind = Ahead(cursor, 1) is "OR" && Ahead(cursor, 2) is "REPLACE" ? 3 : 1;
        return Ahead(cursor, kind) is "TEMP" or "TEMPORARY" ? kind + 1 : kind;
    }

    /// <summary>Which of what has a name beside stages the words there say; null for neither.</summary>
    private static NamedKind? KindAt(StatementCursor cursor, int index, string plural = "") =>
        Ahead(cursor, index) == "CONNECTION" + plural ? NamedKind.Connection
        : Ahead(cursor, index) is "FILE" && Ahead(cursor, index + 1) == "FORMAT" + plural ? NamedKind.FileFormat
        : null;

    private static bool IsStage(StatementCursor cursor, int index, bool isObject) => IsWord(cursor, index, StageWord, mayMiss: isObject);

    /// <summary>Whether a word stands there; one that nearly does, where nothing of DuckDB's could, is an error.</summary>
    private static bool IsWord(StatementCursor cursor, int index, string word, bool mayMiss) =>
        Ahead(cursor, index) == word
        || (mayMiss && NearMiss.IsNear(Ahead(cursor, index), word) ? throw Expected(cursor, index, word, [word]) : false);

    /// <summary>Whether a name may begin there.</summary>
    private static bool IsName(StatementCursor cursor, int index) => Token(cursor, index) is { Kind: SqlTokenKind.Word } or { Symbol: '@' or '~' };

    /// <summary>One of the first words of the statement, in upper case, or a symbol; nothing at all behind something else, and behind the
    /// statement.</summary>
    private static string Ahead(StatementCursor cursor, int index) => Token(cursor, index).Text.ToUpperInvariant();

    private static SqlToken Token(StatementCursor cursor, int index)
    {
        var next = cursor.Peek();
        for (var i = 0; i < index && next.Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && !next.EndsStatement; i++)
            next = cursor.Tokens[cursor.Index + 2 + i];

        return next.Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && !next.EndsStatement ? next : cursor.Tokens[-1];
    }

    private static StageException Expected(StatementCursor cursor, int index, string what, IEnumerable<string> known)
    {
        cursor.MoveTo(cursor.Index + 1 + index);
        return cursor.Expected(what, known);
    }
}
