namespace StageTools.Query.Sandbox;

/// <summary>What a connection knows beside the tables of its database: settings, variables, temporary tables and views. It goes along when the
/// database is opened anew.</summary>
internal sealed class SessionState(DuckDbConnection connection, string? keptIn)
{
    private const string Kept = "stagetools_kept";

    private static readonly string Settings =
        $"SELECT name, value FROM duckdb_settings() WHERE list_contains({DuckDbText.List(DuckDbSandbox.Settable)}, lower(name)) AND value IS NOT "
            + "NULL ORDER BY name DESC";

    private readonly List<object?[]> _settings = Rows(connection, Settings);
    private readonly List<object?[]> _variables = Rows(connection, "SELECT name, value, type FROM duckdb_variables()");
    private readonly List<object?[]> _tables = Rows(
        connection, "SELECT table_name, sql FROM duckdb_tables() WHERE temporary AND NOT internal ORDER BY table_oid");
    private readonly List<object?[]> _views = Rows(
        connection, "SELECT view_name, sql FROM duckdb_views() WHERE temporary AND NOT internal ORDER BY view_oid");

    /// <summary>Takes it down.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="why">Why it is opened anew.</param>
    /// <param name="keptIn">Where temporary tables are meanwhile; null where they cannot be kept.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> for what cannot be kept: a transaction, and temporary things of rarer kinds.</exception>
    public static SessionState Save(DuckDbConnection connection, string why, string? keptIn)
    {
        if (IsInTransaction(connection))
        {
            throw StageErrorCode.QueryInvalid.Error(
                $"DuckDB has to be opened anew, for {why}, and a transaction is open; end it with COMMIT or ROLLBACK, and run the statement again.",
                keptIn);
        }

        var state = new SessionState(connection, keptIn);
        if (state.FindLost(connection) is { } lost)
        {
            throw StageErrorCode.QueryInvalid.Error(
                $"DuckDB has to be opened anew, for {why}, and that would lose {lost}; drop it, or make it without TEMP, and run the statement "
                    + "again.",
                keptIn);
        }

        state.WithKept(connection, (table, _) => connection.Execute($"CREATE TABLE {Kept}.main.{table} AS FROM temp.main.{table}"));
        return state;
    }

    /// <summary>Whether somebody has begun a transaction: without, each statement is one of its own, with another number.</summary>
    public static bool IsInTransaction(DuckDbConnection connection)
    {
        const string number = "SELECT txid_current()";
        try
        {
            return Equals(Rows(connection, number)[0][0], Rows(connection, number)[0][0]);
        }
        catch (DuckDbException)
        {
            // One that failed takes no statements any more.
            return true;
        }
    }

    /// <summary>Gives it to a new connection.</summary>
    public void Restore(DuckDbConnection connection)
    {
        var opened = Rows(connection, Settings).ToDictionary(static s => (string)s[0]!, static s => (string?)s[1], StringComparer.Ordinal);
        foreach (var setting in _settings.Where(s => opened.TryGetValue((string)s[0]!, out var value) && value != (string?)s[1]))
            connection.Execute($"SET {setting[0]} = {DuckDbText.Literal((string)setting[1]!)}");

        foreach (var variable in _variables)
            connection.Execute($"SET VARIABLE {DuckDbText.Name((string)variable[0]!)} = {ValueOf(variable)}");

        WithKept(connection, (table, sql) =>
        {
            connection.Execute(sql);
            connection.Execute($"INSERT INTO temp.main.{table} FROM {Kept}.main.{table}");
        });
        if (_tables.Count > 0)
            File.Delete(keptIn!);

        foreach (var view in _views)
            connection.Execute((string)view[1]!);
    }

    /// <summary>A variable's value as SQL. DuckDB writes NULL as it writes the text, which only a text can be.</summary>
    private static string ValueOf(object?[] variable) =>
        $"CAST({(variable[1] is string value && (value != "NULL" || variable[2] is "VARCHAR") ? DuckDbText.Literal(value) : "NULL")} AS "
            + $"{variable[2]})";

    /// <summary>Whether a query gives a single true.</summary>
    private static bool Holds(DuckDbConnection connection, string query)
    {
        try
        {
            return Rows(connection, query) is [[true]];
        }
        catch (Exception e) when (e is DuckDbException or StageException)
        {
            return false;
        }
    }

    /// <summary>What of the connection cannot be taken along; null where all of it can.</summary>
    private string? FindLost(DuckDbConnection connection)
    {
        // Whatever would fail later, or give another value, is found as long as nothing is closed.
        if (_variables.Find(
            v => !Holds(connection, $"SELECT {ValueOf(v)} IS NOT DISTINCT FROM getvariable({DuckDbText.Literal((string)v[0]!)})")) is { } variable)
        {
            return $"the variable {DuckDbText.Name((string)variable[0]!)}, whose value has no text that reads back";
        }

        if (_views.Find(v => !Holds(connection, $"SELECT count(*) = 0 FROM (FROM temp.main.{DuckDbText.Name((string)v[0]!)} LIMIT 0)")) is { } view)
            return $"the temporary view {DuckDbText.Name((string)view[0]!)}, which works no more";

        if (keptIn is null && _tables.Count > 0)
            return $"the temporary table {DuckDbText.Name((string)_tables[0][0]!)}";

        if (_tables.Find(static t => ((string)t[1]!).Contains("GENERATED ALWAYS", StringComparison.OrdinalIgnoreCase)) is { } computed)
            return $"the temporary table {DuckDbText.Name((string)computed[0]!)}, which has a generated column";

        const string others = """
            SELECT 'sequence', sequence_name FROM duckdb_sequences() WHERE temporary
            UNION ALL SELECT 'index', index_name FROM duckdb_indexes() WHERE database_name = 'temp'
            UNION ALL SELECT 'type', type_name FROM duckdb_types() WHERE database_name = 'temp' AND NOT internal
            UNION ALL SELECT 'macro', function_name FROM duckdb_functions() WHERE database_name = 'temp' AND NOT internal
            UNION ALL SELECT 'schema', schema_name FROM duckdb_schemas() WHERE database_name = 'temp' AND NOT internal
            """;
        return Rows(connection, others) is [var other, ..] ? $"the temporary {other[0]} {DuckDbText.Name((string)other[1]!)}" : null;
    }

    /// <summary>Does something for each temporary table, whose name and SQL it is told, while the database is open that keeps them.</summary>
    private void WithKept(DuckDbConnection connection, Action<string, string> each)
    {
        if (_tables.Count == 0)
            return;

        connection.Execute($"ATTACH {DuckDbText.Literal(keptIn!)} AS {Kept}");
        foreach (var table in _tables)
            each(DuckDbText.Name((string)table[0]!), (string)table[1]!);

        connection.Execute($"DETACH {Kept}");
    }

    internal static List<object?[]> Rows(DuckDbConnection connection, string sql) => DuckDbRows.All(connection.Query(sql));
}
