namespace StageTools.Databases.DuckDb;

/// <summary>
/// Functions that stand in a query and do more than read: they have DuckDB write files of its own, or run a text that is put together as it runs. A
/// text in which no name of theirs stands before a bracket, in whatever way, is none that calls one; of any other, DuckDB's own parser says what it
/// calls.
/// </summary>
internal static partial class RefusedFunctions
{
    private const string Gap = @"([^A-Za-z0-9_$'""(),;\[\]]|/\*.*\*/|--[^\n]*)*";
    private const RegexOptions Plain = RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant
        | RegexOptions.ExplicitCapture
        | RegexOptions.NonBacktracking
        | RegexOptions.Singleline;

    private static readonly FrozenSet<string> Names = new[]
    {
        "arrow_scan", "arrow_scan_dumb", "check_peg_parser", "disable_peg_parser", "enable_logging", "enable_peg_parser", "enable_profiling",
        "json_execute_serialized_sql", "query",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // One of these stands in each of the names.
    private static readonly string[] Parts = ["query", "enable_", "_peg_parser", "arrow_scan", "json_execute", "import", "export", "copy_database"];

    /// <summary>Refuses a text that may call one.</summary>
    /// <param name="connection">Whose parser is asked.</param>
    /// <param name="sql">The text.</param>
    /// <param name="shown">The statement for messages, without secrets.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c>.</exception>
    public static void Require(DuckDbConnection connection, string sql, string shown)
    {
        if (Find(sql) is not { } name || (ParseQuery(connection, sql) is { } called && !called.Any(Names.Contains)))
            return;

        throw StageErrorCode.QueryInvalid.Error(
            name is "import" or "export"
                ? "SQL of DuckDB's own writes no files here, and runs no scripts of a folder; export rows with COPY INTO @stage/folder/ FROM "
                    + "(SELECT …) FILE_FORMAT = (TYPE = CSV)."
                : $"{name}() writes files of DuckDB's own, or runs what is not seen before it runs, which SQL does not do here; leave it out.",
            shown);
    }

    /// <summary>The first of them that a text may call; null where there is none.</summary>
    public static string? Find(string sql)
    {
        // To make a pattern ready takes longer than most statements do.
        if (!Array.Exists(Parts, part => sql.Contains(part, StringComparison.OrdinalIgnoreCase)))
            return null;

        for (var suspect = Suspect().Match(sql); suspect.Success; suspect = Suspect().Match(sql, suspect.Index + 1))
        {
            if (!IsTable().IsMatch(sql.AsSpan(0, suspect.Index)))
                return suspect.Groups["name"].Value.ToLowerInvariant();
        }

        return null;
    }

    /// <summary>The functions that a query calls, as DuckDB reads it; null for what is no query.</summary>
    private static IEnumerable<string>? ParseQuery(DuckDbConnection connection, string sql)
    {
        // By their whole names: a macro that a statement made may have the short ones.
        using var statement = connection.Prepare("""
            SELECT system.main.json_extract_string(tree, '$.error'), system.main.json_extract_string(tree, '$..function_name')
            FROM (SELECT system.main.json_serialize_sql($1::VARCHAR) AS tree)
            """);
        statement.Bind(1, sql);
        return DuckDbRows.All(statement.Query()) is [["false", object?[] called]] ? called.OfType<string>() : null;
    }

    // A table may have such a name: INSERT INTO query (a). On one line nothing that ends a comment stands between the two words.
    [GeneratedRegex(@"(^|[ \t\r\n(])(INTO|TABLE|EXISTS|ON)[ \t]+""?\z", Plain)]
    private static partial Regex IsTable();

    // Between a name and its bracket may stand a quotation mark, blanks of any alphabet and comments. PRAGMA calls without brackets, and IMPORT and
    // EXPORT begin a statement.
    [GeneratedRegex(
        @"(?<name>arrow_scan|arrow_scan_dumb|check_peg_parser|disable_peg_parser|enable_logging|enable_peg_parser"
            + "|enable_profiling|json_execute_serialized_sql|query)\"?" + Gap + @"\("
        + @"|(?<name>import_database|copy_database|json_execute_serialized_sql)"
        + @"|(\A|;)" + Gap + @"(?<name>import|export)" + Gap + "database",
        Plain)]
    private static partial Regex Suspect();
}
