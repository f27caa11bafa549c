using StageTools.Query;
using StageTools.Statements;
using StageTools.Statements.Running;
using StageTools.Statements.Running.Results;

namespace StageTools.Rows;

/// <summary>A statement that is being run, and the rows of it that were read last.</summary>
internal sealed class OpenStatement(StatementResult result) : IDisposable
{
    /// <summary>What it gives.</summary>
    public StatementResult Result => result;

    /// <summary>The rows that were read last.</summary>
    public QueryRows Rows { get; } = result.NewRows();

    /// <summary>Whether there were any.</summary>
    public bool HasRows { get; private set; }

    /// <summary>Runs a statement as far as its first rows; one that gives none to its end.</summary>
    public static async Task<OpenStatement> BeginAsync(StatementRun run, Statement statement, CancellationToken cancellationToken)
    {
        var open = new OpenStatement(await run.RunAsync(statement, cancellationToken));
        try
        {
            await open.ReadAsync(cancellationToken);
            return open;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows.</summary>
    public async Task<OpenStatement> ReadAsync(CancellationToken cancellationToken)
    {
        HasRows = await result.ReadAsync(Rows, cancellationToken);
        return this;
    }

    /// <summary>Ends the statement, wherever it is.</summary>
    public void Dispose() => result.Dispose();
}
