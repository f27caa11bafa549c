namespace StageTools.Statements.Running;

/// <summary>Runs statements about connections and file formats.</summary>
internal sealed class NamedRunner(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> ConnectionColumns =
        ListedRows.ColumnsOf("name VARCHAR, storage_type VARCHAR, storage_params JSON");

    private static readonly IReadOnlyList<QueryColumn> FileFormatColumns = ListedRows.ColumnsOf("name VARCHAR, format_options JSON");

    private NamedSettings Named => run.Engine.Stages.Named;

    /// <summary>Runs CREATE CONNECTION.</summary>
    public async Task<StatementResult> CreateAsync(CreateConnectionStatement statement, CancellationToken cancellationToken)
    {
        var connection = run.Locations.Connection(statement.Settings);
        await Named.CreateConnectionAsync(
            statement.Name, statement.StorageType, connection, comment: null, statement.IfExists, cancellationToken).ConfigureAwait(false);
        return new ListedRows(changed: null);
    }

    /// <summary>Runs CREATE FILE FORMAT.</summary>
    public async Task<StatementResult> CreateAsync(CreateFileFormatStatement statement, CancellationToken cancellationToken)
    {
        await Named.CreateFileFormatAsync(
            statement.Name, statement.FileFormat, comment: null, statement.IfExists, cancellationToken).ConfigureAwait(false);
        return new ListedRows(changed: null);
    }

    /// <summary>Runs DROP CONNECTION and DROP FILE FORMAT.</summary>
    public Task<StatementResult> DropAsync(DropNamedStatement statement, CancellationToken cancellationToken) => StageRunner.DoAsync(
        () => Named.RemoveAsync(statement.Kind, statement.Name, cancellationToken),
        statement.IfExists,
        statement.Kind is NamedKind.Connection ? StageErrorCode.ConnectionNotFound : StageErrorCode.FileFormatNotFound);

    /// <summary>Runs SHOW and DESC.</summary>
    public async Task<StatementResult> ShowAsync(ShowNamedStatement statement, CancellationToken cancellationToken)
    {
        if (statement.Kind is NamedKind.Connection)
        {
            IReadOnlyList<NamedConnection> connections = statement.Name is { } one
                ? [await Named.GetConnectionAsync(one, cancellationToken).ConfigureAwait(false)]
                : await Named.ListConnectionsAsync(string.Empty, cancellationToken).ConfigureAwait(false);
            return new ListedRows(
                ConnectionColumns, connections.Select(static c => (object?[])[c.Name, c.StorageType, StageRows.ToJson(c.Settings)]));
        }

        IReadOnlyList<NamedFileFormat> formats = statement.Name is { } name
            ? [await Named.GetFileFormatAsync(name, cancellationToken).ConfigureAwait(false)]
            : await Named.ListFileFormatsAsync(string.Empty, cancellationToken).ConfigureAwait(false);
        return new ListedRows(FileFormatColumns, formats.Select(static f => (object?[])[f.Name, StageRows.ToJson(f.Format.ToDictionary())]));
    }
}
