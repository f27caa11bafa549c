namespace StageTools.Databases.Loading;

/// <summary>Where the ledger of a table's loads is: in the table's own schema, and before that was so, wherever a session looked first.</summary>
internal sealed class LedgerPlace(DatabaseLoad database)
{
    private string? _identity;

    /// <summary>Where loads are taken down.</summary>
    public TableName Ledger { get; private set; } = TableName.Parse(LoadLedger.Table);

    /// <summary>Another ledger that tells of earlier loads; null where there is none.</summary>
    public TargetTable? Former { get; private set; }

    /// <summary>Finds both for a table.</summary>
    public async Task FindAsync(TargetTable table, CancellationToken cancellationToken)
    {
        if (_identity == table.Identity)
            return;

        Ledger = database.LedgerOf(table);
        Former = await FindFormerAsync(cancellationToken).ConfigureAwait(false);
        if (Former is { } former && !await database.MayMakeAsync(Ledger, cancellationToken).ConfigureAwait(false)
            && await database.FindTableAsync(Ledger, cancellationToken).ConfigureAwait(false) is null)
        {
            (Ledger, Former) = (former.Name, null);
        }

        _identity = table.Identity;
    }

    /// <summary>Both are looked for again.</summary>
    public void Forget() => _identity = null;

    /// <summary>Refuses a ledger that is not there and cannot be made.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>.</exception>
    public async Task RequireRightAsync(TableName ledger, CancellationToken cancellationToken)
    {
        if (!await database.MayMakeAsync(ledger, cancellationToken).ConfigureAwait(false))
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"The table {database.Quote(ledger)}, in which StageTools keeps account of loaded files, is not there, and this user may not make "
                    + "it; have its schema's owner grant the right to create tables there, or load once and grant this user all rights on it.",
                LoadLedger.Table);
        }
    }

    private async Task<TargetTable?> FindFormerAsync(CancellationToken cancellationToken)
    {
        if (database.FormerLedger is not { } name
            || await database.FindTableAsync(name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        return LedgerColumns.AreOf(found) && database.Quote(found.Name) != database.Quote(Ledger) ? found : null;
    }
}
