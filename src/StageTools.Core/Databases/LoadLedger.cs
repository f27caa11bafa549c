using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StageTools.Storage;

namespace StageTools.Databases;

/// <summary>Which files were loaded into which tables: a table in the database that is loaded into, written in the very transaction that loads the rows.</summary>
/// <remarks>
/// So both are there or neither, whatever dies in between. Entries stay: one that went after a time would have a nightly load of a whole stage load the file
/// again on that day.
/// </remarks>
internal sealed class LoadLedger(DatabaseLoad database)
{
    /// <summary>The ledger's name, in the schema that new tables are made in.</summary>
    public const string Table = "stagetools_loads";

    private static readonly TableName Name = TableName.Parse(Table);

    private static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("table_name", new(ColumnKind.Varchar)), new("file_name", new(ColumnKind.Varchar)), new("file_size", new(ColumnKind.BigInt)),
        new("etag", new(ColumnKind.Varchar)), new("last_modified", new(ColumnKind.Varchar)), new("rows_loaded", new(ColumnKind.BigInt)), new("loaded_on", new(ColumnKind.Varchar)),
    ];

    private bool _isThere;

    /// <summary>Whether this very content of a file is in the table already.</summary>
    public async Task<bool> HasAsync(TargetTable table, string file, StoreItem item, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var found = await database.QueryRowAsync(
            $"SELECT file_size, etag, last_modified FROM {database.Quote(Name)} WHERE load_id = {database.Parameter(1)}", [IdOf(table, file)], cancellationToken).ConfigureAwait(false);
        return found is [var size, var etag, var modified]
            && Convert.ToInt64(size, CultureInfo.InvariantCulture) == item.Size
            && (item.ETag is { } tag ? tag == etag as string : TextOf(item.LastModified) == modified as string);
    }

    /// <summary>Takes a file down as loaded, in the place of an older content of it.</summary>
    public async Task AddAsync(TargetTable table, string file, StoreItem item, long rows, CancellationToken cancellationToken)
    {
        var ledger = database.Quote(Name);
        if (!await IsThereAsync(cancellationToken).ConfigureAwait(false))
        {
            var columns = string.Join(", ", Columns.Select(column => $"{column.Name} {database.NativeType(column.Type)}"));
            await database.ExecuteAsync($"CREATE TABLE {ledger} (load_id CHAR(32) NOT NULL PRIMARY KEY, {columns})", [], cancellationToken).ConfigureAwait(false);
            _isThere = true;
        }

        var id = IdOf(table, file);
        await database.ExecuteAsync($"DELETE FROM {ledger} WHERE load_id = {database.Parameter(1)}", [id], cancellationToken).ConfigureAwait(false);
        var values = string.Join(", ", Enumerable.Range(1, Columns.Count + 1).Select(database.Parameter));
        await database.ExecuteAsync(
            $"INSERT INTO {ledger} (load_id, {string.Join(", ", Columns.Select(static column => column.Name))}) VALUES ({values})",
            [id, table.Identity, file, item.Size, item.ETag ?? string.Empty, TextOf(item.LastModified), rows, TextOf(DateTimeOffset.UtcNow)],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets what was loaded into a table of this name: it was dropped since, and the rows with it.</summary>
    public async Task ForgetAsync(TargetTable table, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken).ConfigureAwait(false))
        {
            await database.ExecuteAsync(
                $"DELETE FROM {database.Quote(Name)} WHERE table_name = {database.Parameter(1)}", [table.Identity], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was known of the database's tables is asked again: a transaction was undone.</summary>
    public void Forget() => _isThere = false;

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        _isThere = _isThere || await database.FindTableAsync(Name, cancellationToken).ConfigureAwait(false) is not null;

    // A key that is short in every database, however long the names are.
    private static string IdOf(TargetTable table, string file) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes($"{table.Identity}\n{file}".AsSpan())).ToString("x32", CultureInfo.InvariantCulture);

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
