using StageTools.DuckDb;
using StageTools.Stages;

namespace StageTools.Query;

/// <summary>Statements being run one after the other, on one connection.</summary>
public sealed class SqlRun : IDisposable
{
    private readonly StagedFiles _files;
    private readonly StagedTables _tables;
    private readonly DuckDbSession _session;
    private readonly DuckDbConnection _connection;
    private readonly bool _ownsSession;

    internal SqlRun(StagedFiles files, StagedTables tables, DuckDbSession session, bool ownsSession)
    {
        (_files, _tables, _session, _ownsSession) = (files, tables, session, ownsSession);
        _connection = session.Take();
    }

    /// <summary>Runs a statement. Its result is to be read, and disposed of, before the next.</summary>
    /// <param name="step">The statement.</param>
    /// <param name="parameters">The values of <c>$name</c>, by the name.</param>
    /// <param name="cancellationToken">Interrupts it, and the reading of its result.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c>, and all that staged files may raise.</exception>
    public async Task<QueryResult> RunAsync(SqlStep step, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(parameters);
        try
        {
            return await RunAsync(step.Statement, parameters, step, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            throw step.Name(e);
        }
    }

    /// <summary>Gives the connection back; a database file is closed.</summary>
    public void Dispose()
    {
        _session.Return(_connection);
        if (_ownsSession)
        {
            _session.Dispose();
        }
    }

    private async Task<QueryResult> RunAsync(SqlStatement statement, IReadOnlyDictionary<string, object?> parameters, SqlStep step, CancellationToken cancellationToken)
    {
        Refuse(statement);
        var plan = await StatementPlan.MakeAsync(statement, _files, _tables, sql => Describe(sql, statement), cancellationToken).ConfigureAwait(false);
        try
        {
            // DuckDB makes several of some statements: of PIVOT, a type of the names it finds, and the query.
            using var script = _connection.Script(plan.Sql);
            for (var i = 0; i < script.Count - 1; i++)
            {
                using var first = script.Prepare(i);
                Bind(first, parameters, statement);
                first.Execute(cancellationToken);
            }

            using var last = script.Prepare(script.Count - 1);
            Bind(last, parameters, statement);
            return new QueryResult(plan, last.Query(cancellationToken), last.Kind, step);
        }
        catch (DuckDbException e)
        {
            var error = await QueryErrors.ExplainAsync(e, plan, cancellationToken).ConfigureAwait(false);
            plan.Dispose();
            throw error;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    private List<string> Describe(string sql, SqlStatement statement)
    {
        try
        {
            using var result = _connection.Query($"FROM ({sql}) LIMIT 0");
            return result.Columns.Select(static c => c.Name).ToList();
        }
        catch (DuckDbException e)
        {
            throw new StageException(StageErrorCode.DataInvalid, QueryErrors.FirstSentence(e.Message), statement.Text, e);
        }
    }

    private static void Bind(DuckDbStatement prepared, IReadOnlyDictionary<string, object?> parameters, SqlStatement statement)
    {
        for (var i = 1; i <= prepared.ParameterCount; i++)
        {
            var name = prepared.ParameterName(i);
            prepared.Bind(i, parameters.TryGetValue(name, out var value)
                ? value
                : throw new StageException(StageErrorCode.QueryInvalid, $"The statement has a parameter '${name}', and no value was given for it; give one with -Parameter @{{ {name} = … }}.", statement.Text));
        }
    }

    /// <summary>Files are written by exports alone, which know the policy and are atomic; and nothing is fetched from the network.</summary>
    private static void Refuse(SqlStatement statement)
    {
        if (statement.IsExport || statement.Verb is "EXPORT")
        {
            throw new StageException(
                StageErrorCode.QueryInvalid, "SQL writes no files here, whole or half; export the query's rows: Invoke-StageSql '…' | Export-StageData '@stage/file.csv'.", statement.Text);
        }

        if (statement.References.Count > 0 && (statement.KeepsText || statement.Verb is "PREPARE"))
        {
            throw new StageException(
                StageErrorCode.QueryInvalid, "A view, a macro or a prepared statement would keep the staged files of this moment, and not those of its use; make a table with CREATE TABLE … AS.", statement.Text);
        }

        if (statement.Verb is "INSTALL" or "FORCE")
        {
            throw new StageException(
                StageErrorCode.QueryInvalid, "Extensions come from the network, which a query does not go to; what DuckDB has built in is there: csv, json, parquet, icu.", statement.Text);
        }
    }
}
