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

    /// <summary>How many files are asked for at once. Of SQLite's of old a statement takes 999 values.</summary>
    public const int MostAsked = 400;

    private const int MostValues = 800;

    private readonly Dictionary<string, LoadedFile?> _known = new(StringComparer.Ordinal);
    private readonly List<object?[]> _new = [];
    private readonly LedgerPlace _place = new(database);
    private string? _there;
    private bool _hasPurge;

    /// <summary>How this very content of a file was loaded into the table; null where it was not.</summary>
    public async Task<LoadedFile?> FindAsync(TargetTable table, string file, StoreItem item, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey(LedgerEntries.IdOf(table.Identity, file)))
            await LookUpAsync(table, [file], cancellationToken).ConfigureAwait(false);

        return LedgerEntries.IdsOf(table, file).Select(id => _known[id]).FirstOrDefault(static known => known is not null) is { } entry
            && entry.Size == item.Size
            && (item.ETag is { } tag ? tag == entry.ETag : TextOf(item.LastModified) == entry.LastModified)
            ? entry
            : null;
    }

    /// <summary>Asks for several files at once, and forgets those asked for before: to ask for each takes longer than to load a small one.</summary>
    public async Task LookUpAsync(TargetTable table, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        await _place.FindAsync(table, cancellationToken).ConfigureAwait(false);
        var isThere = await IsThereAsync(_place.Ledger, cancellationToken).ConfigureAwait(false);
        await WriteAsync(cancellationToken).ConfigureAwait(false);
        _known.Clear();
        foreach (var ids in files.SelectMany(file => LedgerEntries.IdsOf(table, file)).Chunk(MostAsked))
        {
            foreach (var id in ids)
                _known[id] = null;

            if (_place.Former is { } former)
                await ReadAsync(former.Name, LedgerColumns.HasPurge(former), ids, cancellationToken).ConfigureAwait(false);
            if (isThere)
                await ReadAsync(_place.Ledger, _hasPurge, ids, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a file down as loaded, in the place of an older content of it; it is written by <see cref="WriteAsync"/>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="file">The file.</param>
    /// <param name="item">Its content.</param>
    /// <param name="rows">How many of its rows are in the table.</param>
    /// <param name="purges">Whether it is to go once this is true: whoever dies in between leaves that to the next load. Null where nobody
    /// asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AddAsync(TargetTable table, string file, StoreItem item, long rows, bool? purges, CancellationToken cancellationToken)
    {
        await RequireAsync(table, wantsPurge: purges is not null, cancellationToken).ConfigureAwait(false);
        _new.Add(
        [
            LedgerEntries.IdOf(table.Identity, file), table.Identity, file, item.Size, item.ETag ?? string.Empty, TextOf(item.LastModified), rows,
            TextOf(DateTimeOffset.UtcNow), .. _hasPurge ? [purges is true ? 1L : 0L] : (object[])[],
        ]);
        if (_new.Count * _new[0].Length >= MostValues)
            await WriteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what was taken down; to be called before the transaction is committed.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_new.Count == 0)
            return;

        object?[] older = [.. _new.Select(static said => said[0]).Where(id => !_known.TryGetValue((string)id!, out var entry) || entry is not null)];
        if (older.Length > 0)
        {
            await ExecuteAsync(
                _place.Ledger, $"DELETE FROM {_there} WHERE load_id IN ({Parameters(1, older.Length)})", older, cancellationToken)
                .ConfigureAwait(false);
        }

        var width = _new[0].Length;
        var names = LedgerColumns.All.Select(static column => column.Name).Concat(_hasPurge ? [LedgerColumns.Purge.Name] : []);
        var rows = string.Join(", ", _new.Select((_, row) => $"({Parameters((row * width) + 1, width)})"));
        await ExecuteAsync(
            _place.Ledger,
            $"INSERT INTO {_there} (load_id, {string.Join(", ", names)}) VALUES {rows}",
            [.. _new.SelectMany(static said => said)],
            cancellationToken).ConfigureAwait(false);
        foreach (var said in _new)
            _known.Remove((string)said[0]!);

        _new.Clear();
    }

    /// <summary>Forgets what was loaded into a table of this name: it was dropped since, and the rows with it.</summary>
    public async Task ForgetAsync(TargetTable table, CancellationToken cancellationToken)
    {
        await _place.FindAsync(table, cancellationToken).ConfigureAwait(false);
        foreach (var ledger in ((TableName?[])[_place.Former?.Name, _place.Ledger]).OfType<TableName>())
        {
            foreach (var identity in table.Former.Prepend(table.Identity))
            {
                await ForgetAsync(
                    ledger, database.IsExactly("table_name", database.Parameter(1)), identity, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Forgets what was loaded into the tables of a schema.</summary>
    /// <param name="ledger">The ledger of the database that the schema is in.</param>
    /// <param name="schema">How the names of its tables begin.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ForgetSchemaAsync(TableName ledger, string schema, CancellationToken cancellationToken)
    {
        var condition = $"substr(table_name, 1, length({database.Parameter(1)})) = {database.Parameter(1)}";
        foreach (var beginning in FoldedName.AllOf(schema))
            await ForgetAsync(ledger, condition, beginning, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was loaded into a table of DuckDB's is in the same one by another name now.</summary>
    public async Task MoveAsync(TargetTable from, TargetTable to, CancellationToken cancellationToken)
    {
        var ledger = database.LedgerOf(from);
        if (await FindLedgerAsync(ledger, cancellationToken).ConfigureAwait(false) is not { } there || !LedgerColumns.AreOf(there))
            return;

        await ForgetAsync(to, cancellationToken).ConfigureAwait(false);
        foreach (var identity in from.Former.Prepend(from.Identity))
            await LedgerEntries.MoveAsync(database, ledger, identity, to.Identity, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was known of the database's tables is asked again: a transaction was undone.</summary>
    public void Forget()
    {
        _there = null;
        _place.Forget();
        _known.Clear();
        _new.Clear();
    }

    /// <summary>Makes the ledger where there is none, and the column of PURGE where that is said.</summary>
    public async Task RequireAsync(TargetTable table, bool wantsPurge, CancellationToken cancellationToken)
    {
        await _place.FindAsync(table, cancellationToken).ConfigureAwait(false);
        var (name, ledger) = (_place.Ledger, database.Quote(_place.Ledger));
        if (!await IsThereAsync(name, cancellationToken).ConfigureAwait(false))
            await MakeAsync(name, cancellationToken).ConfigureAwait(false);

        if (wantsPurge && !_hasPurge)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            await database.DefineAsync(
                $"ALTER TABLE {ledger} ADD {LedgerColumns.Purge.Name} {database.NativeType(LedgerColumns.Purge.Type)}",
                cancellationToken).ConfigureAwait(false);
            _hasPurge = true;
        }
    }

    private async Task MakeAsync(TableName name, CancellationToken cancellationToken)
    {
        // Of several that find none, one makes it.
        await database.HoldAsync(name, cancellationToken).ConfigureAwait(false);
        if (await IsThereAsync(name, cancellationToken).ConfigureAwait(false))
            return;

        var columns = string.Join(
            ", ", LedgerColumns.All.Append(LedgerColumns.Purge).Select(column => $"{column.Name} {database.NativeType(column.Type)}"));
        await database.DefineAsync(
            $"{database.CreateTable(name)} (load_id CHAR(32) NOT NULL PRIMARY KEY, {columns})", cancellationToken).ConfigureAwait(false);
        (_there, _hasPurge) = (database.Quote(name), true);
    }

    private async Task ReadAsync(TableName ledger, bool hasPurge, object?[] ids, CancellationToken cancellationToken)
    {
        var sql = $"SELECT load_id, file_size, etag, last_modified, {(hasPurge ? LedgerColumns.Purge.Name : "0")} FROM {database.Quote(ledger)}"
            + $" WHERE load_id IN ({Parameters(1, ids.Length)})";
        var found = await LedgerEntries.RunAsync(database, ledger, database.QueryAsync(sql, ids, cancellationToken)).ConfigureAwait(false);
        foreach (var row in found)
        {
            var purged = row[4] is not (null or DBNull) && Convert.ToInt64(row[4], CultureInfo.InvariantCulture) != 0;
            var size = Convert.ToInt64(row[1], CultureInfo.InvariantCulture);
            _known[((string)row[0]!).TrimEnd()] = new LoadedFile(size, row[2] as string, row[3] as string, purged);
        }
    }

    private async Task ForgetAsync(TableName ledger, string condition, string value, CancellationToken cancellationToken)
    {
        if (await FindLedgerAsync(ledger, cancellationToken).ConfigureAwait(false) is { } found && LedgerColumns.AreOf(found))
            await ExecuteAsync(ledger, $"DELETE FROM {database.Quote(ledger)} WHERE {condition}", [value], cancellationToken).ConfigureAwait(false);
    }

    private Task<long> ExecuteAsync(TableName ledger, string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        LedgerEntries.RunAsync(database, ledger, database.ExecuteAsync(sql, values, cancellationToken));

    private string Parameters(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(database.Parameter));

    private async Task<bool> IsThereAsync(TableName ledger, CancellationToken cancellationToken)
    {
        var name = database.Quote(ledger);
        if (_there == name)
            return true;

        // One look: another load may make it at any moment.
        if (await FindLedgerAsync(ledger, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            await _place.RequireRightAsync(ledger, cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (!LedgerColumns.AreOf(found))
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"StageTools keeps account of loaded files in a table '{Table}', and the database {database.DisplayName} has one by that name with "
                    + "other columns; rename that.",
                Table);
        }

        _there = name;
        return true;
    }

    private async Task<TargetTable?> FindLedgerAsync(TableName ledger, CancellationToken cancellationToken)
    {
        var found = await database.FindTableAsync(ledger, cancellationToken).ConfigureAwait(false);
        _hasPurge = found is not null && LedgerColumns.HasPurge(found);
        return found;
    }

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
