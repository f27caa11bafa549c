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
        var result = await OpenAsync(
            statement, step, string.Empty, string.Empty, cancellationToken, account is null ? null : account.FollowAsync).ConfigureAwait(false);
        try
        {
            // Only at its end is it known whether a staged file that it read was changed meanwhile, and what it changed lasts.
            if (!result.HasRows)
                await result.FinishAsync(cancellationToken).ConfigureAwait(false);

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Runs a query that another statement may be built around.</summary>
    /// <param name="statement">The query.</param>
    /// <param name="step">What of it is run: its staged files may be narrowed.</param>
    /// <param name="before">SQL that stands before it.</param>
    /// <param name="behind">SQL that stands behind it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="follow">What is done behind it in the same transaction; null for nothing.</param>
    public async Task<QueryResult> OpenAsync(
        QueryStatement statement,
        SqlStatement step,
        string before,
        string behind,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task>? follow = null)
    {
        Require(statement);
        var tables = new List<SourceTable>();
        try
        {
            await run.Sql.OpenAsync(step, cancellationToken).ConfigureAwait(false);
            List<SqlEdit> edits =
            [
                .. Inserted(step.Start, before),
                .. statement.Functions.Select(call => Replace(step, call, tables, cancellationToken)),
                .. Inserted(step.End, behind),
            ];
            var result = await run.Sql.RunAsync(
                step with { Edits = edits }, run.Settings.Parameters, cancellationToken, run.Settings.Secrets.Holds, follow).ConfigureAwait(false);
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

    /// <summary>Refuses a statement whose staged tables cannot be shared out: rows of one may belong with those of another, in another
    /// shard.</summary>
    private void Require(QueryStatement statement)
    {
        if (run.Settings.Shard is not null && statement.SharedTables is > 1 and var count)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The statement reads {count} staged tables, and a shard has a part of the files of one; make tables of the others first, in a "
                    + "database file and without a shard.",
                statement.ToString());
        }
    }

    private static IEnumerable<SqlEdit> Inserted(int place, string sql) => sql.Length > 0 ? [new SqlEdit(place, place, sql)] : [];

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
