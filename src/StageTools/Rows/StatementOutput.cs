namespace StageTools.Rows;

/// <summary>Runs statements for a cmdlet: gives their rows on as objects, and shows meanwhile how far they are.</summary>
internal static class StatementOutput
{
    private const int MostShown = 60;

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="StageException">What went wrong.</exception>
    public static void Run(Cmdlet cmdlet, StatementRun run, Statement statement, CancellationToken cancellationToken)
    {
        var text = run.Show(statement);
        if (!statement.Changes)
        {
            // Of one that changes something, ShouldProcess has told already.
            cmdlet.WriteVerbose(text);
        }

        // The work is done on a thread of its own, and the progress shown here.
        using var bar = new ProgressBar(cmdlet, text.Length > MostShown ? $"{text[..MostShown]}…" : text, _ => StatusOf(run));
        using var result = bar.Wait(Task.Run(() => run.RunAsync(statement, cancellationToken), CancellationToken.None));
        var rows = result.NewRows();
        var hasRows = Read();
        var objects = new QueryObjects(result.Columns, TypeNameOf(statement));
        for (; hasRows; hasRows = Read())
        {
            foreach (var item in objects.From(rows))
                cmdlet.WriteObject(item);
        }

        foreach (var notice in result.Notices)
            cmdlet.WriteWarning(notice);

        if (result.RowsChanged is { } count)
            cmdlet.WriteVerbose($"{count} changed.");

        bool Read() => bar.Wait(Task.Run(async () => await result.ReadAsync(rows, cancellationToken), CancellationToken.None));
    }

    /// <summary>Rows of a statement that is a system's own have a type named after it, by which views know them.</summary>
    private static string TypeNameOf(Statement statement) => statement switch
    {
        QueryStatement => RowType.PlainName,
        CopyIntoStageStatement { DetailedOutput: true } => "StageTools.Databend.UnloadedFiles",
        _ => $"StageTools.{statement.Dialect}.{statement.GetType().Name.Replace("Statement", string.Empty, StringComparison.Ordinal)}",
    };

    private static (string Text, int Percent, int Seconds) StatusOf(StatementRun run) =>
        run.Progress.Current is var (text, percent) ? (text, percent, -1) : ("Running", -1, -1);
}
