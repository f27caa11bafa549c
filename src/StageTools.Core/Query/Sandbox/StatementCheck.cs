namespace StageTools.Query.Sandbox;

/// <summary>
/// Lets through to DuckDB what only reads, or changes tables. What a statement is, DuckDB says; what it may read, DuckDB sees to
/// (<see cref="DuckDbSandbox"/>): what is left to be asked here is whether it writes into a place that may be read.
/// </summary>
/// <param name="connection">Where it is to be run.</param>
/// <param name="shown">The statement for messages, without secrets.</param>
internal sealed partial class StatementCheck(DuckDbConnection connection, string shown)
{
    private const string Blank = @"[ \t\r\n\f\u00A0\u2000-\u200B\u202F\u205F\u2060\u3000\uFEFF]";
    private const string Gap = Blank + @"|/\*[^*/]*\*/|--[^\n\r]*\n";
    private const string Option = @"(?:ANALYZE|FORMAT|VERBOSE)(?:" + Blank + @"+[a-z_]+)?";
    private const int MostThreads = 1024;
    private const RegexOptions Plain =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>Parses a text that is one statement, refuses what is known before DuckDB looks at it more closely, and gives it.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>.</exception>
    /// <exception cref="DuckDbException">It does not parse, or names what is not there.</exception>
    public DuckDbScript Parse(string sql)
    {
        // Behind EXPLAIN stands the statement that EXPLAIN ANALYZE runs.
        var inner = sql.Contains("EXPLAIN", StringComparison.OrdinalIgnoreCase) && Explain().Match(sql) is { Success: true } explain
            ? sql[explain.Length..]
            : null;
        RefusedFunctions.Require(connection, inner ?? sql, shown);
        if (inner is not null)
            RequireInner(inner);

        return connection.Script(sql).Into(script => inner is not null && script.Count != 1 ? throw Several() : script);
    }

    /// <summary>Refuses a statement of a kind that is not run here.</summary>
    /// <param name="statement">The statement, as DuckDB has prepared it.</param>
    /// <param name="sql">The text that it is from.</param>
    /// <param name="isLast">Whether it is the last of the statements that DuckDB made of the text.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c>.</exception>
    public void Require(DuckDbStatement statement, string sql, bool isLast)
    {
        // PIVOT is two: the type of the names that it finds, and the query.
        if (!isLast && statement.Kind is not DuckDbStatementKind.Create)
            throw Several();

        if (statement.Kind is not DuckDbStatementKind.Explain)
        {
            Require(statement.Kind, sql);
        }
        else if (!Explain().IsMatch(sql))
        {
            throw Refused(
                "Write EXPLAIN, or EXPLAIN ANALYZE, at the very beginning of the statement: what stands behind it is looked at as a statement of "
                    + "its own.");
        }
    }

    /// <summary>The error of a statement that would write files, or read them by COPY.</summary>
    public static StageException WritesFiles(string shown) => StageErrorCode.QueryInvalid.Error(
        "SQL of DuckDB's own writes no files here, and COPY reads none but staged ones; write files with COPY INTO @stage/folder/ FROM (SELECT …) "
            + "FILE_FORMAT = (TYPE = CSV), and fill a table with INSERT INTO … SELECT * FROM '@stage/file.csv'.",
        shown);

    private void RequireInner(string sql)
    {
        using var script = connection.Script(sql);
        for (var i = 0; i < script.Count; i++)
        {
            if (script.Count > 1)
                throw Refused("EXPLAIN takes one statement, and DuckDB makes several of this one; of PIVOT name the values with IN (…).");

            using var statement = script.Prepare(i);
            Require(statement.Kind, sql);
        }
    }

    private void Require(DuckDbStatementKind kind, string sql)
    {
        switch (kind)
        {
            case DuckDbStatementKind.Select or DuckDbStatementKind.Insert or DuckDbStatementKind.Update or DuckDbStatementKind.Delete
                or DuckDbStatementKind.MergeInto:
            case DuckDbStatementKind.Create or DuckDbStatementKind.CreateFunc or DuckDbStatementKind.Alter or DuckDbStatementKind.Drop:
            case DuckDbStatementKind.Transaction or DuckDbStatementKind.Call or DuckDbStatementKind.Vacuum or DuckDbStatementKind.Analyze:
            case DuckDbStatementKind.VariableSet:
                return;
            case DuckDbStatementKind.Set:
                RequireThreads(sql);
                return;
            case DuckDbStatementKind.Copy or DuckDbStatementKind.Export or DuckDbStatementKind.CopyDatabase:
                throw WritesFiles(shown);
            case DuckDbStatementKind.Attach or DuckDbStatementKind.Detach:
                throw StageErrorCode.QueryInvalid.Error(
                    "SQL works in one database, which a statement cannot choose", new Advice(AdviceKind.NameDatabase), shown);
            case DuckDbStatementKind.Load or DuckDbStatementKind.Extension or DuckDbStatementKind.UpdateExtensions:
                throw Refused(
                    "Extensions come from the network, which a query does not go to; what DuckDB has built in is there without LOAD: csv, json, "
                        + "parquet, icu.");
            case DuckDbStatementKind.Prepare or DuckDbStatementKind.Execute:
                throw Refused("A prepared statement hides what is run; run the statement itself, with $name for what is different each time.");
            case DuckDbStatementKind.Pragma:
                throw Refused(
                    "This PRAGMA changes how DuckDB works inside; leave it out, or write SET for a setting and SELECT * FROM pragma_…() for what "
                        + "one tells.");
            default:
                throw Refused($"A statement of the kind {kind} is not run here; queries, and what makes and changes tables, are.");
        }
    }

    /// <summary>A process that begins more threads than the machine has room for ends without a word; a setting's name cannot be written in
    /// pieces.</summary>
    private void RequireThreads(string sql)
    {
        if (!sql.Contains("threads", StringComparison.OrdinalIgnoreCase) || Other().IsMatch(sql))
            return;

        var set = Set().Match(sql);
        var isOther = set.Success && !set.Groups["name"].Value.EndsWith("threads", StringComparison.OrdinalIgnoreCase);
        var isBounded = set.Groups["rest"].Length == 0
            && (set.Groups["count"].Value is [not (>= '0' and <= '9'), ..]
                || (int.TryParse(set.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostThreads));
        if (!isOther && !isBounded)
            throw Refused($"How many threads a query has is said as SET threads = n, a whole number from 1 to {MostThreads}.");
    }

    private StageException Several() => Refused(
        "DuckDB reads several statements where one is meant; put a semicolon at the end of each, and no characters between them that only look like "
            + "blanks.");

    private StageException Refused(string why) => StageErrorCode.QueryInvalid.Error(why, shown);

    [GeneratedRegex(
        $@"\A(?:{Gap})*(?:SET|PRAGMA)(?:{Gap})+(?:(?:GLOBAL|SESSION|LOCAL)(?:{Gap})+)?""?(?<name>\w+)""?(?:{Gap})*(?:=|TO(?:{Gap}))(?:{Gap})*"
            + $@"'?(?<count>[0-9]{{0,9}}|DEFAULT)'?(?:(?:{Gap})*;?)*(?:--[^\n\r]*)?(?<rest>.*)\z",
        Plain | RegexOptions.Singleline)]
    private static partial Regex Set();

    // These give no number of threads, whatever they name.
    [GeneratedRegex($@"\A(?:{Gap})*(?:RESET|USE|SET(?:{Gap})+(?:(?:GLOBAL|SESSION|LOCAL)(?:{Gap})+)?(?:VARIABLE|SCHEMA))\b", Plain)]
    private static partial Regex Other();

    // Only what cannot be read in two ways: words, one pair of brackets, DuckDB's blanks, and comments of the plainest kind.
    [GeneratedRegex(
        $@"\A(?:{Gap})*EXPLAIN(?:{Gap})*(?:(?:ANALYZE|VERBOSE)(?:{Gap})+)?"
            + $@"(?:\((?:{Blank})*{Option}(?:(?:{Blank})*,(?:{Blank})*{Option})*(?:{Blank})*\)(?:{Gap})*)?",
        Plain)]
    private static partial Regex Explain();
}
