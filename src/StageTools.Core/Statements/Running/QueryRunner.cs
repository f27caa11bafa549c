namespace StageTools.Statements.Running;

/// <summary>Runs statements that are DuckDB's.</summary>
internal sealed class QueryRunner(StatementRun run)
{
    /// <summary>Runs the statement.</summary>
    public async Task<StatementResult> RunAsync(QueryStatement statement, CancellationToken cancellationToken)
    {
        // DuckDB works on the thread it is called on: not on the caller's, which shows how far it is.
        await Task.Yield();
        var step = statement.Step;
        await run.Sql.OpenAsync(step, cancellationToken).ConfigureAwait(false);
        var account = await LoadAccount.BeginAsync(step, () => run.Sql.Load(run.DatabaseName), cancellationToken).ConfigureAwait(false);
        var result = await OpenAsync(statement, step, before: string.Empty, behind: string.Empty, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!result.HasRows || account is not null)
            {
                // Its end tells whether a staged file that it read was changed meanwhile.
                await result.FinishAsync(cancellationToken).ConfigureAwait(false);
            }

            if (account is not null)
                await account.FollowAsync(cancellationToken).ConfigureAwait(false);

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Runs a query that another statement is built around.</summary>
    /// <param name="statement">The query.</param>
    /// <param name="before">SQL that stands before it.</param>
    /// <param name="behind">SQL that stands behind it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="narrow">Says more about the staged files that it names.</param>
    public Task<QueryResult> OpenAsync(
        QueryStatement statement, string before, string behind, CancellationToken cancellationToken, Action<StageReference>? narrow = null)
    {
        var step = statement.Step;
        foreach (var reference in step.References)
            narrow?.Invoke(reference);

        return OpenAsync(statement, step, before, behind, cancellationToken);
    }

    private async Task<QueryResult> OpenAsync(
        QueryStatement statement, SqlStatement step, string before, string behind, CancellationToken cancellationToken)
    {
        var tables = new List<SourceTable>();
        try
        {
            var edits = new List<SqlEdit>();
            await run.Sql.OpenAsync(step, cancellationToken).ConfigureAwait(false);
            Add(edits, step.Start, before);
            foreach (var call in statement.Functions)
                edits.Add(Replace(step, call, tables, cancellationToken));

            Add(edits, step.End, behind);
            var result = await run.Sql.RunAsync(
                step with { Edits = edits }, run.Settings.Parameters, cancellationToken, run.Settings.Secrets.Holds).ConfigureAwait(false);
            result.Keep(tables);
            return result;
        }
        catch (Exception e)
        {
            tables.ForEach(static t => t.Dispose());
            if (e is StageException error && ErrorPlace.IsSaid(error.Message))
                throw error.Reworded(
                    message => ErrorPlace.Move(message, statement.Place.Line, statement.Place.Column), error.Target, error.InnerException);

            throw;
        }
    }

    private static void Add(List<SqlEdit> edits, int place, string sql)
    {
        if (sql.Length > 0)
            edits.Add(new SqlEdit(place, place, sql));
    }

    private SqlEdit Replace(SqlStatement statement, StageFunctionCall call, List<SourceTable> tables, CancellationToken cancellationToken)
    {
        var (columns, rows) = FunctionRows.Of(run.Locations, call, cancellationToken);
        var function = StageFunctionParser.NameOf(call.Function);
        var table = run.Sql.Add(function, columns, rows, cancellationToken);
        tables.Add(table);

        // Without a name of its own the table is called what its function is.
        var (start, end) = (call.Start, call.Start + call.Length);
        var next = statement.Tokens[statement.Tokens.IndexAt(end)];
        var isNamed = next.IsWord("AS") || (next.Name is not null && !next.IsWord(SqlWords.BehindTables));
        var name = function.ToLowerInvariant() + (tables.Count == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"_{tables.Count}"));
        return new SqlEdit(start, end, isNamed ? table.Sql : $"{table.Sql} AS {name}");
    }
}
