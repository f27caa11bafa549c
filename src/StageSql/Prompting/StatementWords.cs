namespace StageTools.Terminal.Prompting;

/// <summary>The words that may follow in a statement.</summary>
internal static class StatementWords
{
    private static readonly string[] First =
    [
        "ALTER STAGE", "COPY FILES INTO", "COPY INTO", "CREATE CONNECTION", "CREATE FILE FORMAT", "CREATE STAGE", "CREATE TABLE", "DESC CONNECTION",
        "DESC FILE FORMAT", "DESC STAGE", "DROP CONNECTION", "DROP FILE FORMAT", "DROP STAGE", "GET", "GRANT", "INSERT INTO", "LIST",
        "LOAD DATA INFILE", "PRESIGN", "PUT", "REMOVE", "REMOVE FILES", "REVOKE", "SELECT", "SHOW CONNECTIONS", "SHOW CREATE STAGE",
        "SHOW FILE FORMATS", "SHOW GRANTS", "SHOW STAGES",
        "exit", "help", "quit",
    ];

    // What may follow beside a statement's options.
    private static readonly Dictionary<string, string[]> Following = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CREATE"] = ["STAGE", "CONNECTION", "FILE FORMAT", "OR REPLACE", "TABLE", "TEMPORARY STAGE", "STORAGE_TYPE", "IF NOT EXISTS"],
        ["ALTER"] = ["STAGE", "IF EXISTS", "SET", "UNSET", "RENAME TO", "REFRESH"],
        ["DROP"] = ["STAGE", "CONNECTION", "FILE FORMAT", "TABLE", "IF EXISTS"],
        ["DESC"] = ["STAGE", "CONNECTION", "FILE FORMAT"],
        ["DESCRIBE"] = ["STAGE", "CONNECTION", "FILE FORMAT"],
        ["GRANT"] = ["READ", "WRITE", "ON STAGE", "TO ROLE", "PUBLIC"],
        ["REVOKE"] = ["READ", "WRITE", "ON STAGE", "FROM ROLE", "PUBLIC"],
        ["SHOW"] = ["STAGES", "CREATE STAGE", "GRANTS", "ON STAGE", "FOR ROLE", "CONNECTIONS", "FILE FORMATS", "TABLES"],
        ["LIST"] = [],
        ["REMOVE"] = ["FILES", "FROM STAGE", "IF EXISTS"],
        ["PUT"] = [],
        ["GET"] = [],
        ["PRESIGN"] = ["DOWNLOAD", "UPLOAD"],
        ["COPY"] = ["INTO", "FILES INTO", "FROM", "PARTITION BY"],
        ["LOAD"] = ["DATA INFILE", "INTO TABLE", "TERMINATED BY", "ENCLOSED BY", "ESCAPED BY", "ROWS"],
        ["SELECT"] =
        [
            "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "LIST_STAGE(LOCATION => ", "STAGE_LIST(", "INFER_SCHEMA(LOCATION => ", "INTO OUTFILE",
            "TERMINATED BY", "ENCLOSED BY", "ESCAPED BY", "PATTERN => ", "FILES => ", "FILE_FORMAT => ", "AND", "OR", "JOIN", "AS", "DISTINCT",
            "HAVING",
        ],
        ["help"] = [.. Teaching.StatementTopics.All.Select(static t => t.Name)],
    };

    /// <summary>The words that may stand where the caret is.</summary>
    /// <param name="before">The words of the statement before that, with the brackets and equals signs between them.</param>
    public static IReadOnlyList<string> After(IReadOnlyList<string> before)
    {
        if (before.Count == 0)
            return First;

        return Value(before) ?? Key(before) ?? Behind(Following.ContainsKey(before[0]) ? before[0] : "SELECT");
    }

    /// <summary>Whether a stage's bare name is wanted.</summary>
    public static bool WantsStageName(IReadOnlyList<string> before) =>
        before.Count > 1 && Is(before[^1], "STAGE", "EXISTS") && Is(before[0], "ALTER", "DROP", "DESC", "DESCRIBE", "SHOW", "GRANT", "REVOKE");

    // An option of several words has all of them among those that follow.
    private static IReadOnlyList<string> Behind(string first) =>
        [.. Following[first], .. StatementNames.OptionsOf(first).Where(static name => name is not "PARTITION")];

    private static IReadOnlyList<string>? Value(IReadOnlyList<string> before) =>
        before is [.., var key, "="] && StatementNames.ValuesOf(key) is { Count: > 0 } values ? values : null;

    // Inside of brackets that are open: FILE_FORMAT = ( …
    private static IReadOnlyList<string>? Key(IReadOnlyList<string> before)
    {
        for (var (i, closed) = (before.Count - 1, 0); i > 1; i--)
        {
            if (before[i] is ")" or "}")
            {
                closed++;
            }
            else if (before[i] is "(" or "{" && closed-- == 0)
            {
                return Is(before[i - 2], "FILE_FORMAT") ? StatementNames.FileFormat
                    : Is(before[i - 2], "CONNECTION", "CREDENTIALS") ? StatementNames.Connection
                    : null;
            }
        }

        return null;
    }

    private static bool Is(string word, params string[] words) => words.Contains(word, StringComparer.OrdinalIgnoreCase);
}
