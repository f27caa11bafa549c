using StageTools.Databases;
using StageTools.DuckDb;
using StageTools.Stages;
using StageTools.Storage;

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

    /// <summary>Rows that are made here, as a table that the next statement reads.</summary>
    internal SourceTable Add(string name, IReadOnlyList<QueryColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken) =>
        new(_connection, name, columns, rows, cancellationToken);

    /// <summary>The staged files that a reference means.</summary>
    internal Task<IReadOnlyList<(IStore Store, StoreItem Item)>> FindFilesAsync(StageReference reference, CancellationToken cancellationToken) =>
        _files.FindAsync(reference, cancellationToken);

    /// <summary>Loads into tables by this connection, which stays open.</summary>
    internal DatabaseLoad Load(string displayName) => new DuckDbLoad(_connection, displayName);

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
        SqlRefusals.Require(statement);
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

            using var last = script.PrepareLast();
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
            throw new StageException(StageErrorCode.DataInvalid, QueryErrors.FirstSentence(e.Message), SecretTexts.Masked(statement.Text), e);
        }
    }

    private static void Bind(DuckDbStatement prepared, IReadOnlyDictionary<string, object?> parameters, SqlStatement statement)
    {
        for (var i = 1; i <= prepared.ParameterCount; i++)
        {
            var name = prepared.ParameterName(i) ?? throw new StageException(
                StageErrorCode.QueryInvalid,
                "The parameters of the statement are not numbered from $1 on; number them so, or give them names. Columns by number are those of staged files alone.",
                SecretTexts.Masked(statement.Text));
            prepared.Bind(i, parameters.TryGetValue(name, out var value)
                ? value
                : throw new StageException(
                    StageErrorCode.QueryInvalid,
                    $"The statement has a parameter '${name}', and no value was given for it",
                    new Advice($"give one with -Parameter @{{ {name} = … }}", $"give one with Invoke-StageSql -Parameter @{{ {name} = … }} or stagesql --parameter {name}=…"),
                    SecretTexts.Masked(statement.Text)));
        }
    }
}
