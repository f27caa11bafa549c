using StageTools.Databases.Columns;
using StageTools.Databases.DuckDb;
using StageTools.Databases.Loading;
using StageTools.Errors;
using StageTools.Sql;
using StageTools.Statements.Running.Results;

namespace StageTools.Statements.Running;

/// <summary>
/// Keeps the account of loaded files true where tables are made, renamed and go: one that comes anew under a name is loaded anew, and so is one that
/// was emptied by TRUNCATE (Databend); one that gets another name takes its account along.
/// </summary>
internal sealed class LoadAccount
{
    private readonly DatabaseLoad _database;
    private readonly TableChange _change;
    private readonly TargetTable? _before;
    private readonly TableName? _ledger;

    private LoadAccount(DatabaseLoad database, TableChange change, TargetTable? before, TableName? ledger) =>
        (_database, _change, _before, _ledger) = (database, change, before, ledger);

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
                var used = change.Name.Parts.Count > 1 ? change.Name.Parts[0] : await UsedAsync(database, cancellationToken).ConfigureAwait(false);
                return new LoadAccount(database, change, before: null, DuckDbTables.LedgerIn(used));
            }

            return new LoadAccount(
                database, change, await database.FindTableAsync(change.Name, cancellationToken).ConfigureAwait(false), ledger: null);
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
        var ledger = new LoadLedger(_database);
        if (_ledger is not null)
        {
            var schema = $"\"{_change.Name.Parts[^1].Replace("\"", "\"\"", StringComparison.Ordinal)}\".".ToLowerInvariant();
            await ledger.ForgetSchemaAsync(_ledger, schema, cancellationToken).ConfigureAwait(false);
            return;
        }

        var name = _change.NewName is { } renamed && _before is not null
            ? new TableName([.. _before.Name.Parts.SkipLast(1), renamed])
            : _before?.Name ?? _change.Name;
        var after = await _database.FindTableAsync(
            _change.Kind is TableChangeKind.Made ? _change.Name : name, cancellationToken).ConfigureAwait(false);
        var isAnother = after?.Identity != _before?.Identity;
        if (_change.Kind is TableChangeKind.Altered)
        {
            if (_before is not null && after is not null && isAnother)
                await ledger.MoveAsync(_before, after, cancellationToken).ConfigureAwait(false);

            return;
        }

        if (_before is not null && (_change.Kind is TableChangeKind.Emptied || (_change.Kind is TableChangeKind.Gone && isAnother)))
            await ledger.ForgetAsync(_before, cancellationToken).ConfigureAwait(false);

        if (after is not null && isAnother)
            await ledger.ForgetAsync(after, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> UsedAsync(DatabaseLoad database, CancellationToken cancellationToken) =>
        (string)(await database.QueryRowAsync("SELECT current_database()", [], cancellationToken).ConfigureAwait(false))![0]!;
}
