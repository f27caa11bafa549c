using System.Collections;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StageTools.Databases.Columns;
using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Databases.Loading;

/// <summary>Which files were loaded into which tables: a table in the database that is loaded into, written in the very transaction that loads the
/// rows.</summary>
/// <remarks>
/// So both are there or neither, whatever dies in between. Entries stay: one that went after a time would have a nightly load of a whole stage load
/// the file again on that day.
/// </remarks>
internal sealed class LoadLedger(DatabaseLoad database)
{
    /// <summary>The ledger's name.</summary>
    public const string Table = "stagetools_loads";

    private static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("table_name", new(ColumnKind.Varchar)), new("file_name", new(ColumnKind.Varchar)), new("file_size", new(ColumnKind.BigInt)),
        new("etag", new(ColumnKind.Varchar)), new(
            "last_modified", new(ColumnKind.Varchar)), new("rows_loaded", new(ColumnKind.BigInt)), new("loaded_on", new(ColumnKind.Varchar)),
    ];

    // Not in ledgers that were made before it: there it is added by the first load that says PURGE.
    private static readonly TableColumn PurgeColumn = new("with_purge", new(ColumnKind.BigInt));

    private string? _there;
    private bool _hasPurge;

    /// <summary>Whether this very content of a file is in the table already.</summary>
    public async Task<bool> HasAsync(TargetTable table, string file, StoreItem item, CancellationToken cancellationToken) =>
        await FindAsync(table, file, item, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>How this very content of a file was loaded into the table; null where it was not.</summary>
    public async Task<LoadedFile?> FindAsync(TargetTable table, string file, StoreItem item, CancellationToken cancellationToken)
    {
        var ledger = database.LedgerOf(table);
        if (!await IsThereAsync(ledger, cancellationToken).ConfigureAwait(false))
            return null;

        var purge = _hasPurge ? PurgeColumn.Name : "0";
        var found = await database.QueryRowAsync(
            $"SELECT file_size, etag, last_modified, {purge} FROM {database.Quote(ledger)} WHERE load_id = {database.Parameter(1)}",
            [IdOf(table, file)],
            cancellationToken).ConfigureAwait(false);
        return found is [var size, var etag, var modified, var purged]
            && Convert.ToInt64(size, CultureInfo.InvariantCulture) == item.Size
            && (item.ETag is { } tag ? tag == etag as string : TextOf(item.LastModified) == modified as string)
            ? new LoadedFile(purged is not (null or DBNull) && Convert.ToInt64(purged, CultureInfo.InvariantCulture) != 0)
            : null;
    }

    /// <summary>Takes a file down as loaded, in the place of an older content of it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="file">The file.</param>
    /// <param name="item">Its content.</param>
    /// <param name="rows">How many of its rows are in the table.</param>
    /// <param name="purges">Whether it is to go once this is true: whoever dies in between leaves that to the next load. Null where nobody
    /// asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AddAsync(TargetTable table, string file, StoreItem item, long rows, bool? purges, CancellationToken cancellationToken)
    {
        var name = database.LedgerOf(table);
        var ledger = database.Quote(name);
        if (!await IsThereAsync(name, cancellationToken).ConfigureAwait(false))
        {
            var columns = string.Join(", ", Columns.Append(PurgeColumn).Select(column => $"{column.Name} {database.NativeType(column.Type)}"));
            await database.ExecuteAsync(
                $"{database.CreateTable(name)} (load_id CHAR(32) NOT NULL PRIMARY KEY, {columns})", [], cancellationToken).ConfigureAwait(false);
            (_there, _hasPurge) = (ledger, true);
        }

        if (purges is not null && !_hasPurge)
        {
            await database.ExecuteAsync(
                $"ALTER TABLE {ledger} ADD {PurgeColumn.Name} {database.NativeType(PurgeColumn.Type)}", [], cancellationToken).ConfigureAwait(false);
            _hasPurge = true;
        }

        var id = IdOf(table, file);
        await database.ExecuteAsync($"DELETE FROM {ledger} WHERE load_id = {database.Parameter(1)}", [id], cancellationToken).ConfigureAwait(false);
        object?[] said =
        [
            id, table.Identity, file, item.Size, item.ETag ?? string.Empty, TextOf(item.LastModified), rows, TextOf(DateTimeOffset.UtcNow),
            .. _hasPurge ? [purges is true ? 1L : 0L] : (object[])[],
        ];
        var names = Columns.Select(static column => column.Name).Concat(_hasPurge ? [PurgeColumn.Name] : []);
        var values = string.Join(", ", Enumerable.Range(1, said.Length).Select(database.Parameter));
        await database.ExecuteAsync(
            $"INSERT INTO {ledger} (load_id, {string.Join(", ", names)}) VALUES ({values})", said, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets what was loaded into a table of this name: it was dropped since, and the rows with it.</summary>
    public async Task ForgetAsync(TargetTable table, CancellationToken cancellationToken)
    {
        var ledger = database.LedgerOf(table);
        if (await HasOneAsync(ledger, cancellationToken).ConfigureAwait(false))
        {
            await database.ExecuteAsync(
                $"DELETE FROM {database.Quote(ledger)} WHERE table_name = {database.Parameter(1)}",
                [table.Identity],
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets what was loaded into the tables of a schema.</summary>
    /// <param name="ledger">The ledger of the database that the schema is in.</param>
    /// <param name="schema">How the names of its tables begin, as the ledger has them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ForgetSchemaAsync(TableName ledger, string schema, CancellationToken cancellationToken)
    {
        if (await HasOneAsync(ledger, cancellationToken).ConfigureAwait(false))
        {
            await database.ExecuteAsync(
                $"DELETE FROM {database.Quote(ledger)} WHERE substr(table_name, 1, length({database.Parameter(1)})) = {database.Parameter(1)}",
                [schema],
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was loaded into a table of DuckDB's is in the same one by another name now.</summary>
    public async Task MoveAsync(TargetTable from, TargetTable to, CancellationToken cancellationToken)
    {
        var ledger = database.LedgerOf(from);
        if (!await HasOneAsync(ledger, cancellationToken).ConfigureAwait(false))
            return;

        await ForgetAsync(to, cancellationToken).ConfigureAwait(false);
        var files = await database.QueryRowAsync(
            $"SELECT list(file_name) FROM {database.Quote(ledger)} WHERE table_name = {database.Parameter(1)}",
            [from.Identity],
            cancellationToken).ConfigureAwait(false);
        if (files is [IEnumerable names])
        {
            // One statement: all of them move, or none.
            var keys = string.Join(", ", names.Cast<string>().Select(file => $"('{IdOf(from, file)}', '{IdOf(to, file)}')"));
            await database.ExecuteAsync(
                $"UPDATE {database.Quote(ledger)} SET load_id = moved.next, table_name = {database.Parameter(1)} FROM (VALUES {keys}) AS "
                    + "moved(last, next) WHERE load_id = moved.last",
                [to.Identity],
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was known of the database's tables is asked again: a transaction was undone.</summary>
    public void Forget() => _there = null;

    private async Task<bool> IsThereAsync(TableName ledger, CancellationToken cancellationToken)
    {
        if (_there == database.Quote(ledger) || await HasOneAsync(ledger, cancellationToken).ConfigureAwait(false))
        {
            _there = database.Quote(ledger);
            return true;
        }

        return await database.FindTableAsync(ledger, cancellationToken).ConfigureAwait(false) is null
            ? false
            : throw new StageException(
                StageErrorCode.DatabaseInvalid,
                $"StageTools keeps account of loaded files in a table '{Table}', and the database {database.DisplayName} has one by that name with "
                    + "other columns; rename that.",
                Table);
    }

    private async Task<bool> HasOneAsync(TableName ledger, CancellationToken cancellationToken)
    {
        var found = await database.FindTableAsync(ledger, cancellationToken).ConfigureAwait(false);
        _hasPurge = found is not null && Has(found, PurgeColumn);
        return found is not null && Columns.All(column => Has(found, column));

        static bool Has(TargetTable table, TableColumn column) =>
            table.Columns.Any(c => c.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
    }

    // A key that is short in every database, however long the names are.
    private static string IdOf(TargetTable table, string file) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes($"{table.Identity}\n{file}".AsSpan())).ToString("x32", CultureInfo.InvariantCulture);

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>What the ledger says of a file that was loaded.</summary>
/// <param name="WithPurge">Whether it was to go when its rows were committed.</param>
internal sealed record LoadedFile(bool WithPurge);
