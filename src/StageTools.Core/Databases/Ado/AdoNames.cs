namespace StageTools.Databases.Ado;

/// <summary>Finds out what a table behind an ADO.NET connection is called by its database, so that it has one account, whoever loads into it and
/// however its name is written.</summary>
/// <param name="load">Asks the database.</param>
/// <param name="dialect">Which one it is.</param>
internal sealed class AdoNames(DatabaseLoad load, AdoDialect dialect)
{
    // As SQLite itself looks for names.
    private static readonly string[] SqliteSchemas = ["temp", "main"];

    /// <summary>Whether tables and their ledger are in schemas.</summary>
    public bool HasSchemas => dialect.Tables is not null;

    /// <summary>The schema and the name of a table as the server has them, and what else its query gives; null where it does not know it.</summary>
    public Task<object?[]?> FindAsync(TableName table, CancellationToken cancellationToken) =>
        dialect.Tables is { } tables && table.Parts.Count <= 2 ? AskAsync(tables.Query, table, cancellationToken) : Task.FromResult<object?[]?>(null);

    /// <summary>The table of a name, without its columns; where nobody knows how its database is asked, it may be none.</summary>
    public async Task<TargetTable> NameAsync(TableName table, CancellationToken cancellationToken)
    {
        var found = dialect.IsSqlite
            ? await SqliteTables.FindNameAsync(load, table, SqliteSchemas, cancellationToken).ConfigureAwait(false)
            : Identify(await FindAsync(table, cancellationToken).ConfigureAwait(false));
        return WithFormer(found, table);
    }

    /// <summary>The table that would be made under a name.</summary>
    public async Task<TargetTable> ForeseeAsync(TableName table, CancellationToken cancellationToken) => WithFormer(
        dialect.Tables?.Made is { } made ? Identify(await AskAsync(made, table, cancellationToken).ConfigureAwait(false)) : null, table);

    /// <summary>Whether this user may make a table.</summary>
    public async Task<bool> MayMakeAsync(TableName table, CancellationToken cancellationToken) =>
        table.Parts.Count == 1 || dialect.Tables?.MayMake is not { } query
        || await AskAsync(query, table, cancellationToken).ConfigureAwait(false) is [true or 1];

    private Task<object?[]?> AskAsync(string query, TableName table, CancellationToken cancellationToken) => load.QueryRowAsync(
        query.Replace("@p1", load.Parameter(1), StringComparison.Ordinal).Replace("@p2", load.Parameter(2), StringComparison.Ordinal),
        [table.Parts.Count == 2 ? table.Parts[0] : string.Empty, table.Parts[^1]],
        cancellationToken);

    private TargetTable? Identify(object?[]? found) =>
        found is [string schema, string name, ..] && new TableName([schema, name]) is var full ? new TargetTable(full, [], load.Quote(full)) : null;

    // Whatever is not known, and all of them before they were asked for, stands under its name as it is written.
    private TargetTable WithFormer(TargetTable? found, TableName written)
    {
        var identity = load.Quote(written).ToUpperInvariant();
        return found is null ? new TargetTable(written, [], identity) : found with { Former = [.. found.Former, identity] };
    }
}
