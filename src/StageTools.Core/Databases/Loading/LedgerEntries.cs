namespace StageTools.Databases.Loading;

/// <summary>The keys of a ledger's entries, which are short in every database, however long the names are.</summary>
internal static class LedgerEntries
{
    /// <summary>The key of a file that was loaded into a table of this identity.</summary>
    public static string IdOf(string table, string file) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes($"{table}\n{file}".AsSpan())).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The keys that it may stand under, the newest first.</summary>
    public static IEnumerable<string> IdsOf(TargetTable table, string file) =>
        table.Former.Prepend(table.Identity).Select(identity => IdOf(identity, file));

    /// <summary>Does something with the entries; a ledger that this user may not read or write is told of by its name.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>.</exception>
    public static async Task<T> RunAsync<T>(DatabaseLoad database, TableName ledger, Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (StageException e) when (database.IsDenied(e.InnerException))
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"The table {database.Quote(ledger)}, in which StageTools keeps account of loaded files, is refused to this user "
                    + $"({e.InnerException!.Message.TrimEnd('.')}); have its owner grant SELECT, INSERT and DELETE on it.",
                LoadLedger.Table,
                e);
        }
    }

    /// <summary>What stands under one identity in a ledger of DuckDB's stands under another now, unless that has it already.</summary>
    public static async Task MoveAsync(DatabaseLoad database, TableName ledger, string from, string to, CancellationToken cancellationToken)
    {
        var (name, first, second) = (database.Quote(ledger), database.Parameter(1), database.Parameter(2));
        var files = await database.QueryRowAsync(
            $"SELECT list(file_name) FROM {name} WHERE table_name = {first} AND file_name NOT IN "
                + $"(SELECT file_name FROM {name} WHERE table_name = {second})",
            [from, to],
            cancellationToken).ConfigureAwait(false);
        if (files is not [IEnumerable names])
            return;

        // One statement: all of them move, or none.
        var keys = string.Join(", ", names.Cast<string>().Select(file => $"('{IdOf(from, file)}', '{IdOf(to, file)}')"));
        await database.ExecuteAsync(
            $"UPDATE {name} SET load_id = moved.next, table_name = {first} FROM (VALUES {keys}) AS moved(last, next) WHERE load_id = moved.last",
            [to],
            cancellationToken).ConfigureAwait(false);
    }
}
