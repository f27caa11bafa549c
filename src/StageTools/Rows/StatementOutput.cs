using System.Management.Automation;
using StageTools.Errors;
using StageTools.Hosting;
using StageTools.Statements;
using StageTools.Statements.Running;

namespace StageTools.Rows;

/// <summary>Runs statements for a cmdlet: gives their rows on as objects, and shows meanwhile how far they are.</summary>
internal sealed class StatementOutput(Cmdlet cmdlet, StatementRun run) : IDisposable
{
    private const int MostShown = 60;

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="StageException">What went wrong.</exception>
    public void Run(Statement statement, CancellationToken cancellationToken)
    {
        var text = run.Show(statement);
        if (!statement.Changes)
        {
            // Of one that changes something, ShouldProcess has told already.
            cmdlet.WriteVerbose(text);
        }

        using var bar = new ProgressBar(cmdlet, text.Length > MostShown ? $"{text[..MostShown]}…" : text);
        using var open = Wait(bar, () => OpenStatement.BeginAsync(run, statement, cancellationToken));
        var objects = new QueryObjects(open.Result.Columns, TypeNameOf(statement));
        while (open.HasRows)
        {
            foreach (var item in objects.From(open.Rows))
            {
                cmdlet.WriteObject(item);
            }

            Wait(bar, () => open.ReadAsync(cancellationToken));
        }

        foreach (var notice in open.Result.Notices)
        {
            cmdlet.WriteWarning(notice);
        }

        if (open.Result.RowsChanged is { } count)
        {
            cmdlet.WriteVerbose($"{count} changed.");
        }
    }

    /// <summary>A statement for showing, without secrets.</summary>
    public string Show(Statement statement) => run.Show(statement);

    /// <summary>Ends the run: tables that were the session's own stay, a database file is closed.</summary>
    public void Dispose() => run.Dispose();

    /// <summary>Rows of a statement that is a system's own have a type named after it, by which views know them.</summary>
    private static string TypeNameOf(Statement statement) => statement switch
    {
        QueryStatement => RowType.PlainName,
        CopyIntoStageStatement { DetailedOutput: true } => "StageTools.Databend.UnloadedFiles",
        _ => $"StageTools.{statement.Dialect}.{statement.GetType().Name.Replace("Statement", string.Empty, StringComparison.Ordinal)}",
    };

    // On a thread of its own: the work is done there, and the progress shown here.
    private OpenStatement Wait(ProgressBar bar, Func<Task<OpenStatement>> work)
    {
        var working = Task.Run(work, CancellationToken.None);
        try
        {
            // Most are done in no time, which this waits for without asking the system to wake it.
            while (Task.WaitAny([working], ProgressBar.Interval) < 0)
            {
                bar.Show(Status);
            }
        }
        catch
        {
            // A stop comes while the progress is shown: what works on the statement ends before the statement is given up.
            working.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            if (working.IsCompletedSuccessfully)
            {
                working.Result.Dispose();
            }

            throw;
        }

        return working.GetAwaiter().GetResult();
    }

    private (string Text, int Percent, int Seconds) Status() => run.Progress.Current is var (text, percent) ? (text, percent, -1) : ("Running", -1, -1);
}
