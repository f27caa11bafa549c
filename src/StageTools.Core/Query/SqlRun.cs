namespace StageTools.Query;

/// <summary>Statements being run one after the other, on one connection.</summary>
internal sealed class SqlRun(StagedFiles files, DuckDbSession session, IReadOnlyList<string> given, bool ownsSession) : IDisposable
{
    private DuckDbConnection? _connection;

    // The statement for which the folders of all stages were looked up, by its place.
    private (SqlTokens? Tokens, int First) _kept;

    private DuckDbConnection Connection => _connection ?? throw new InvalidOperationException("The database is not open yet.");

    /// <summary>Runs a statement. Its result is to be read, and disposed of, before the next.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="parameters">The values of <c>$name</c>, by the name.</param>
    /// <param name="cancellationToken">Interrupts it, and the reading of its result.</param>
    /// <param name="isSecret">Whether a value is one that no query takes, since its rows could show it.</param>
    /// <param name="follow">What is done behind it in the same transaction; null for nothing.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c>, and all that staged files may raise.</exception>
    public async Task<QueryResult> RunAsync(
        SqlStatement statement,
        IReadOnlyDictionary<string, object?> parameters,
        CancellationToken cancellationToken,
        Func<object?, bool>? isSecret = null,
        Func<CancellationToken, Task>? follow = null)
    {
        try
        {
            return await RunAsync(statement, new ParameterValues(parameters, isSecret), follow, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            throw statement.Name(e);
        }
    }

    /// <summary>Opens the database, with the folders of all stages, or opens it anew where a statement names staged files of a folder that became a
    /// stage's later; before what is lost then, such as a transaction, it is opened anew for all of those folders where it can be.</summary>
    /// <param name="statement">The statement; null for rows that come by another way.</param>
    /// <param name="cancellationToken">Ends the looking for the folders.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>; <c>QueryInvalid</c> for a file that is no DuckDB database, and where it cannot be
    /// opened anew now.</exception>
    public async Task OpenAsync(SqlStatement? statement, CancellationToken cancellationToken)
    {
        _connection ??= session.Take(
            session.IsOpenWith(given) ? new AllowedPaths(files.OwnFolders, given) : await AllowedAsync(cancellationToken).ConfigureAwait(false));
        _connection = _connection.IsBroken ? session.Revive(_connection) : _connection;
        if (statement is { KeepsOpen: true } && (statement.Tokens, statement.First) != _kept)
        {
            await ReachAllAsync(cancellationToken).ConfigureAwait(false);
            _kept = (statement.Tokens, statement.First);
        }

        foreach (var reference in statement?.References ?? [])
        {
            if (await files.FolderOfAsync(reference, cancellationToken).ConfigureAwait(false) is { } folder && !session.Holds(folder))
                session.Reach(ref _connection, folder, await AllowedAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Rows that are made here, as a table that the next statement reads; the database is open.</summary>
    public SourceTable Add(string name, IReadOnlyList<QueryColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken) =>
        new(Connection, name, columns, rows, cancellationToken);

    /// <summary>The staged files that a reference means.</summary>
    public Task<IReadOnlyList<(IStore Store, StoreItem Item)>> FindFilesAsync(StageReference reference, CancellationToken cancellationToken) =>
        files.FindAsync(reference, cancellationToken);

    /// <summary>Loads into tables by this connection, which stays open.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where a transaction is open on another one.</exception>
    public DatabaseLoad Load(string displayName)
    {
        session.RequireNoTransactionElsewhere(Connection);
        return new DuckDbLoad(Connection, displayName);
    }

    /// <summary>Gives the connection back; a database file is closed.</summary>
    public void Dispose()
    {
        if (_connection is not null)
        {
            session.Return(_connection);
            _connection = null;
        }

        if (ownsSession)
            session.Dispose();
    }

    private async Task<AllowedPaths> AllowedAsync(CancellationToken cancellationToken) =>
        new([.. files.OwnFolders, .. await files.FoldersAsync(cancellationToken).ConfigureAwait(false)], given);

    /// <summary>Lets the folders be read that became stages' since it was opened, unless other statements, or what would be lost, stand in the
    /// way.</summary>
    private async Task ReachAllAsync(CancellationToken cancellationToken)
    {
        var allowed = await AllowedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (allowed.Folders.FirstOrDefault(folder => !session.Holds(folder)) is { } missing)
                session.Reach(ref _connection, missing, allowed);
        }
        catch (StageException) when (_connection is not null)
        {
            // A statement that names such a folder's files says why not.
        }
    }

    private async Task<QueryResult> RunAsync(
        SqlStatement statement, ParameterValues parameters, Func<CancellationToken, Task>? follow, CancellationToken cancellationToken)
    {
        RefusePlain(statement);
        foreach (var reference in statement.References)
            reference.Complete(name => parameters.TextOf(name, statement));

        await OpenAsync(statement, cancellationToken).ConfigureAwait(false);
        var plan = await StatementPlan.MakeAsync(statement, files, cancellationToken).ConfigureAwait(false);
        try
        {
            plan.Rewrite(sql => Describe(sql, statement), sql => Ask(sql, cancellationToken));
            return Run(plan, parameters, follow, cancellationToken);
        }
        catch (Exception e)
        {
            using (plan)
            {
                if (e is DuckDbException failed)
                    throw await QueryErrors.ExplainAsync(failed, plan, cancellationToken).ConfigureAwait(false);

                throw;
            }
        }
    }

    private QueryResult Run(
        StatementPlan plan, ParameterValues parameters, Func<CancellationToken, Task>? follow, CancellationToken cancellationToken)
    {
        // DuckDB makes several of some statements: of PIVOT, a type of the names it finds, and the query.
        var check = new StatementCheck(Connection, plan.Statement.Shown);
        using var script = check.Parse(plan.Sql);
        for (var i = 0; i < script.Count - 1; i++)
        {
            using var first = script.Prepare(i);
            check.Require(first, plan.Sql, isLast: false);
            parameters.Bind(first, plan.Statement);
            first.Execute(cancellationToken);
        }

        using var last = script.PrepareLast();
        check.Require(last, plan.Sql, isLast: true);
        if (plan.Statement.Changes || last.Kind is DuckDbStatementKind.Insert)
            session.RequireNoTransactionElsewhere(Connection);

        var readable = script.Count == 1 && last.Kind is DuckDbStatementKind.Select ? ReadableQuery.Of(plan.Sql, last.Columns) : null;
        using var read = readable is null ? null : Connection.Prepare(readable);
        parameters.Bind(read ?? last, plan.Statement);

        try
        {
            // DuckDB would commit by itself, before it is known whether the files stayed as they were.
            return follow is not null || (plan.Read.Count > 0 && last.Kind is not (DuckDbStatementKind.Select or DuckDbStatementKind.VariableSet))
                ? StatementTransaction.Begin(Connection).Into(
                    transaction => new QueryResult(plan, last.Query(cancellationToken), last.Kind).Within(transaction, follow))
                : new QueryResult(plan, (read ?? last).Query(cancellationToken), last.Kind);
        }
        finally
        {
            if (last.Kind is DuckDbStatementKind.Transaction)
                session.NoteTransaction(Connection);
        }
    }

    /// <summary>Refuses what cannot be meant, in words that help: a view over staged files, which would mean other ones than those of its use, and
    /// what plainly writes files.</summary>
    private static void RefusePlain(SqlStatement statement)
    {
        if (statement.IsExport)
            throw StatementCheck.WritesFiles(statement.Shown);

        if (statement.KeepsText && (statement.References.Count > 0 || statement.Edits.Count > 0))
        {
            throw StageErrorCode.QueryInvalid.Error(
                "A view or a macro would keep the staged files of this moment, and not those of its use; make a table with CREATE TABLE … AS.",
                statement.Shown);
        }
    }

    private IReadOnlyList<DuckDbColumn> Describe(string sql, SqlStatement statement)
    {
        try
        {
            using var result = Connection.Query($"FROM ({sql}) LIMIT 0");
            return result.Columns;
        }
        catch (DuckDbException e)
        {
            throw StageErrorCode.DataInvalid.Error(DuckDbReason.FirstSentence(e.Message), statement.Shown, e);
        }
    }

    private List<string[]> Ask(string sql, CancellationToken cancellationToken)
    {
        using var result = Connection.Query(sql, cancellationToken);
        var rows = new List<string[]>();
        while (result.TryReadChunk(out var chunk))
        {
            for (var row = 0; row < chunk.RowCount; row++)
                rows.Add([.. result.Columns.Select((_, c) => Convert.ToString(chunk.Value(c, row), CultureInfo.InvariantCulture) ?? string.Empty)]);
        }

        return rows;
    }
}
