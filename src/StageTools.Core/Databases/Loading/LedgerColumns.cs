namespace StageTools.Databases.Loading;

/// <summary>The columns of a ledger, besides its key.</summary>
internal static class LedgerColumns
{
    /// <summary>Those that all have.</summary>
    public static readonly IReadOnlyList<TableColumn> All =
    [
        new("table_name", new(ColumnKind.Varchar)), new("file_name", new(ColumnKind.Varchar)), new("file_size", new(ColumnKind.BigInt)),
        new("etag", new(ColumnKind.Varchar)), new("last_modified", new(ColumnKind.Varchar)), new("rows_loaded", new(ColumnKind.BigInt)),
        new("loaded_on", new(ColumnKind.Varchar)),
    ];

    /// <summary>Not in ledgers that were made before it: there it is added by the first load that says PURGE.</summary>
    public static readonly TableColumn Purge = new("with_purge", new(ColumnKind.BigInt));

    /// <summary>Whether a table has the columns of a ledger.</summary>
    public static bool AreOf(TargetTable table) => All.All(column => Has(table, column));

    /// <summary>Whether a ledger has that of PURGE.</summary>
    public static bool HasPurge(TargetTable ledger) => Has(ledger, Purge);

    private static bool Has(TargetTable table, TableColumn column) =>
        table.Columns.Any(c => c.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
}
