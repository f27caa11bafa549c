namespace StageTools.Statements.Running;

/// <summary>
/// Keeps the account of loaded files true where tables are made, renamed and go: one that comes anew under a name is loaded anew, and so is one that
/// was emptied by TRUNCATE (Databend); one that gets another name takes its account along.
/// </summary>
internal sealed class LoadAccount(DatabaseLoad database, TableChange change, TargetTable? before, TableName? ledgerOfGone)
{
    /// <summary>Looks at the table that a statement is about to change; null where it changes none.</summary>
    public static async Task<LoadAccount?> BeginAsync(SqlStatement statement, Func<DatabaseLoad> open, CancellationToken cancellationToken)
    {
        if (TableChange.Of(statement) is not { } change)
            return null;

        var database = open();
        try
        {
            if (change.Kind is TableChangeKind.SchemaGone)
            {
                var used = change.Name.Parts.Count > 1
                    ? change.Name.Parts[0]
                    : (await database.QueryRowAsync("SELECT current_database()", [], cancellationToken).ConfigureAwait(false))![0];
                return new LoadAccount(database, change, before: null, DuckDbTables.LedgerIn((string)used!));
            }

            return new LoadAccount(
                database, change, await database.FindTableAsync(change.Name, cancellationToken).ConfigureAwait(false), ledgerOfGone: null);
        }
        catch (StageException)
        {
            // In a transaction that failed nothing can be asked: the statement itself says so.
            return null;
        }
    }

    /// <summary>Takes down what the statement did.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var ledger = new LoadLedger(database);
        if (ledgerOfGone is not null)
        {
            await ledger.ForgetSchemaAsync(ledgerOfGone, $"{DuckDbText.Name(change.Name.Parts[^1])}.", cancellationToken).ConfigureAwait(false);
            return;
        }

        var name = change.NewName is { } renamed && before is not null
            ? new TableName([.. before.Name.Parts.SkipLast(1), renamed])
            : before?.Name ?? change.Name;
        var after = await database.FindTableAsync(change.Kind is TableChangeKind.Made ? change.Name : name, cancellationToken).ConfigureAwait(false);
        var isAnother = after?.Identity != before?.Identity;
        if (change.Kind is TableChangeKind.Altered)
        {
            if (before is not null && after is not null && isAnother)
                await ledger.MoveAsync(before, after, cancellationToken).ConfigureAwait(false);

            return;
        }

        if (before is not null && (change.Kind is TableChangeKind.Emptied || (change.Kind is TableChangeKind.Gone && isAnother)))
            await ledger.ForgetAsync(before, cancellationToken).ConfigureAwait(false);

        if (after is not null && isAnother)
            await ledger.ForgetAsync(after, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What a statement of DuckDB's does to which table.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">The table, or the schema.</param>
/// <param name="NewName">The name that it gives the table; null where it stays.</param>
internal sealed record TableChange(TableChangeKind Kind, TableName Name, string? NewName = null)
{
    /// <summary>Reads it off a statement; null where it changes no table as a whole.</summary>
    public static TableChange? Of(SqlStatement statement)
    {
        if (statement.Verb is not ("CREATE" or "DROP" or "TRUNCATE" or "ALTER"))
            return null;

        var cursor = new SqlCursor(statement.Tokens, statement.First);
        var (isExplained, isAnalyzed) = (false, false);
        while (!cursor.Take().IsWord(statement.Verb) && cursor.Current.Kind is not SqlTokenKind.End)
        {
            isExplained |= cursor.Current.IsWord("EXPLAIN");
            isAnalyzed |= cursor.Current.IsWord("ANALYZE");
        }

        // EXPLAIN alone runs nothing; EXPLAIN ANALYZE does.
        return isExplained && !isAnalyzed ? null : Read(statement.Verb, cursor);
    }

    private static TableChange? Read(string verb, SqlCursor cursor)
    {
        switch (verb)
        {
            case "TRUNCATE":
                cursor.TryTake("TABLE");
                return Named(TableChangeKind.Emptied, cursor);
            case "DROP":
                var isSchema = cursor.TryTake("SCHEMA");
                return isSchema || cursor.TryTake("TABLE") ? Named(isSchema ? TableChangeKind.SchemaGone : TableChangeKind.Gone, cursor) : null;
            case "ALTER":
                return cursor.TryTake("TABLE") && Named(TableChangeKind.Altered, cursor) is { } altered
                    ? altered with { NewName = cursor.TryTake("RENAME") && cursor.TryTake("TO") ? cursor.Take().Name : null }
                    : null;
            default:
                var replaces = cursor.TryTake("OR") && cursor.TryTake("REPLACE");
                _ = cursor.TryTake("LOCAL") || cursor.TryTake("GLOBAL");
                _ = cursor.TryTake("TEMP") || cursor.TryTake("TEMPORARY");
                return cursor.TryTake("TABLE") ? Named(replaces ? TableChangeKind.Emptied : TableChangeKind.Made, cursor) : null;
        }
    }

    private static TableChange? Named(TableChangeKind kind, SqlCursor cursor)
    {
        if (cursor.TryTake("IF"))
        {
            cursor.TryTake("NOT");
            cursor.TryTake("EXISTS");
        }

        var parts = new List<string>();
        do
        {
            if (cursor.Take().Name is not { } part)
                return null;

            parts.Add(part);
        }
        while (cursor.TryTake('.'));
        return new TableChange(kind, new TableName(parts));
    }
}

/// <summary>What a statement does to a table.</summary>
internal enum TableChangeKind
{
    /// <summary>It makes the table, unless there is one.</summary>
    Made,

    /// <summary>It takes all rows away, with the table or without.</summary>
    Emptied,

    /// <summary>It drops the table.</summary>
    Gone,

    /// <summary>It drops a schema, with the tables in it.</summary>
    SchemaGone,

    /// <summary>It gives the table another shape or name.</summary>
    Altered,
}
