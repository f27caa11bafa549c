namespace StageTools.Statements.Running;

/// <summary>Runs statements about who may use which stage.</summary>
internal sealed class GrantRunner(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> Columns =
        ListedRows.ColumnsOf("privileges VARCHAR, object_name VARCHAR, grant_to VARCHAR, granted_by VARCHAR");

    /// <summary>Runs GRANT and REVOKE.</summary>
    public async Task<StatementResult> ChangeAsync(GrantStatement statement, CancellationToken cancellationToken)
    {
        var team = run.Engine.Team;
        var told = statement.Revokes
            ? await team.RevokeAsync(statement.Name, statement.Rights, statement.Role, cancellationToken).ConfigureAwait(false)
            : await team.GrantAsync(statement.Name, statement.Rights, statement.Role, cancellationToken).ConfigureAwait(false);
        return new ListedRows(changed: null, told);
    }

    /// <summary>Runs SHOW GRANTS.</summary>
    public async Task<StatementResult> ShowAsync(ShowGrantsStatement statement, CancellationToken cancellationToken)
    {
        var grants = await run.Engine.Team.ListGrantsAsync(statement.Name, statement.Role, cancellationToken).ConfigureAwait(false);
        return new ListedRows(
            Columns,
            grants.Select(static grant => (object?[])[grant.Rights.ToString().ToUpperInvariant(), grant.Stage, grant.Role, grant.GrantedBy]));
    }
}
