namespace StageTools.Databases.DuckDb;

/// <summary>Finds tables as DuckDB itself would: a name alone is a temporary table's, or one's of the database and the schema in use.</summary>
internal static class DuckDbTables
{
    private const string Temporary = "temp";
    private const string DefaultSchema = "main";

    private const string Found = """
        SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.table_oid, c.database_name, d.path IS NULL
        FROM duckdb_columns() c JOIN duckdb_databases() d USING (database_oid)
        WHERE lower(c.database_name) = lower($1) AND NOT c.internal AND lower(c.schema_name) = lower($2)
            AND lower(c.table_name) = lower($3)
        ORDER BY c.column_index
        """;

    /// <summary>The ledger of a database: in its own schema, whichever is in use.</summary>
    public static TableName LedgerIn(string database) => new([database, DefaultSchema, LoadLedger.Table]);

    /// <summary>Whether a name is a temporary table's.</summary>
    public static bool IsTemporary(TableName table) => table.Parts.Count > 1 && table.Parts[0].Equals(Temporary, StringComparison.OrdinalIgnoreCase);

    /// <summary>The table of a name; null where there is none.</summary>
    /// <param name="table">The name.</param>
    /// <param name="query">Runs a query; its rows.</param>
    public static TargetTable? Find(TableName table, Func<string, IReadOnlyList<object?>, List<object?[]>> query)
    {
        var used = query("SELECT current_database(), current_schema()", [])[0];
        var (database, schema, name) = ((string)used[0]!, (string)used[1]!, table.Parts[^1]);
        (string Database, string Schema)[] places = table.Parts switch
        {
            [_] => [(Temporary, DefaultSchema), (database, schema), (database, DefaultSchema)],
            [var first, _] => [(database, first), (first, DefaultSchema), (Temporary, first)],
            [.., var first, var second, _] => [(first, second)],
            _ => [],
        };
        return places.Select(p => TableOf(query(Found, [p.Database, p.Schema, name]), p.Schema, name)).FirstOrDefault(static t => t is not null);
    }

    private static TargetTable? TableOf(List<object?[]> rows, string schemaName, string tableName)
    {
        // Two of its names may differ in the case of letters beyond A to Z.
        rows = rows.FindAll(row => IsSame((string)row[0]!, schemaName) && IsSame((string)row[1]!, tableName));
        if (rows.Count == 0)
            return null;

        var name = new TableName([(string)rows[0][5]!, (string)rows[0][0]!, (string)rows[0][1]!]);
        var columns = rows.ConvertAll(static row => new TableColumn((string)row[2]!, DuckDbColumns.TypeOf((string)row[3]!), (string)row[3]!));

        // The ledger is in the table's own database, which may be attached by another name next time.
        var identity = new TableName([.. name.Parts.Skip(1)]).ToSql(DuckDbText.Name);
        var found = FoldedName.Identify(new TargetTable(name, columns, identity), identity);

        // A table that is not on disk goes and comes again under its name; its number tells the new one from the old.
        return rows[0][6] is true ? found with { Identity = $"{found.Identity}#{Environment.ProcessId}.{rows[0][4]}", Former = [] } : found;
    }

    private static bool IsSame(string name, string other) => FoldedName.Fold(name) == FoldedName.Fold(other);
}
