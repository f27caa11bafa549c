namespace StageTools.Databases.Sqlite;

/// <summary>Finds tables of SQLite.</summary>
internal static class SqliteTables
{
    private const string Main = "main";

    /// <summary>The table of a name in the file itself, or in the schema that is said; null where there is none.</summary>
    public static async Task<TargetTable?> FindAsync(DatabaseLoad load, TableName table, CancellationToken cancellationToken)
    {
        if (await FindNameAsync(load, table, [Main], cancellationToken).ConfigureAwait(false) is not { } found)
            return null;

        // Of those that are hidden, 2 and 3 are computed.
        var (schema, name) = (load.QuotePart(found.Name.Parts[0]), found.Name.Parts[1]);
        var columns = await load.QueryAsync(
            $"{SqliteColumns.Selection}, hidden FROM {schema}.pragma_table_xinfo(?1) WHERE hidden <> 1",
            [name],
            cancellationToken).ConfigureAwait(false);
        return found with
        {
            Columns = columns.FindAll(static c => c[2] is 0L)
                .ConvertAll(static c => new TableColumn((string)c[0]!, SqliteColumns.TypeOf((string)c[1]!), (string)c[1]!)),
            Computed = [.. columns.Where(static c => c[2] is not 0L).Select(static c => (string)c[0]!)],
        };
    }

    /// <summary>The table of a name, without its columns; null where there is none.</summary>
    /// <param name="load">Asks the database.</param>
    /// <param name="table">The name.</param>
    /// <param name="schemas">Where it is looked for, one after the other, unless it says its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<TargetTable?> FindNameAsync(
        DatabaseLoad load, TableName table, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        foreach (var schema in table.Parts.Count > 1 ? [table.Parts[0]] : schemas)
        {
            var found = await load.QueryRowAsync(
                $"SELECT name, type FROM {load.QuotePart(schema)}.sqlite_master WHERE type IN ('table', 'view') "
                    + $"AND name = {load.Parameter(1)} COLLATE NOCASE",
                [table.Parts[^1]],
                cancellationToken).ConfigureAwait(false);
            if (found is [string name, var type])
                return Identify(load, table, schema, name) with { IsView = type is "view" };
        }

        return null;
    }

    // The schema of the file itself is no part of what the ledger calls it.
    private static TargetTable Identify(DatabaseLoad load, TableName written, string schema, string name)
    {
        var full = new TableName([schema, name]);
        var sql = load.Quote(schema.Equals(Main, StringComparison.OrdinalIgnoreCase) ? new TableName([name]) : full);
        return FoldedName.Identify(new TargetTable(full, [], sql), sql, load.Quote(new TableName([.. written.Parts.SkipLast(1), name])));
    }
}
