namespace StageTools.Terminal.Running;

/// <summary>Runs statements one after the other, and shows what they give.</summary>
internal sealed class StatementPlayer(StatementRun run, ResultOutput output, OutputSettings settings, Messages messages, Func<ProgressLine?> follow)
{
    private bool _hasWritten;

    /// <summary>Runs a statement to its end; false where it failed, which is told.</summary>
    /// <param name="statement">The statement, or why it cannot be read.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="ClosedPipeException">Nobody reads the output any more.</exception>
    public async Task<bool> PlayAsync(ScriptStatement statement, string? place, CancellationToken cancellationToken)
    {
        try
        {
            if (statement.Statement is not { } readable)
                throw statement.Error!;

            await PlayAsync(readable, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StageException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Rows that came before the error stand before it.
            output.Flush();
            messages.Error(place, statement.Locate(e, isOnly: true), statement.Statement?.Dialect);
            return false;
        }
        catch (StageException e)
        {
            throw new OperationCanceledException("The statement was ended.", e, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ClosedPipeException))
        {
            // What nobody foresaw ends this statement, not the session; only its kind is told, for a message that nobody foresaw may hold anything.
            Messages.Error($"{(place is null ? string.Empty : place + ": ")}unexpected error: {Messages.TextOf(e)}");
            return false;
        }
    }

    private async Task PlayAsync(Statement statement, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var progress = follow();
        using var result = await run.RunAsync(statement, cancellationToken).ConfigureAwait(false);
        long rows = 0;
        if (result.HasRows)
        {
            rows = await WriteAsync(result, progress, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // It may do its work while it is read, though it has nothing to give.
            var none = result.NewRows();
            while (await result.ReadAsync(none, cancellationToken).ConfigureAwait(false))
                cancellationToken.ThrowIfCancellationRequested();
        }

        progress?.Hide();
        Tell(result, rows, clock.Elapsed);
    }

    private async Task<long> WriteAsync(StatementResult result, ProgressLine? progress, CancellationToken cancellationToken)
    {
        var rows = result.NewRows();

        // A statement that fails at once shows nothing of a result.
        var isRead = await result.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        BeginResult();
        var writer = ResultWriter.Create(settings, output, result.Columns);
        while (isRead)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(rows);
            progress?.Hide();
            output.Flush();
            isRead = await result.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        }

        writer.End();
        progress?.Hide();
        output.Flush();
        return writer.RowCount;
    }

    // Between the lines of two results stands an empty one.
    private void BeginResult()
    {
        if (_hasWritten && settings.Format is OutputFormat.Csv or OutputFormat.Tsv)
            output.Write("\n");

        _hasWritten = true;
    }

    private void Tell(StatementResult result, long rows, TimeSpan elapsed)
    {
        foreach (var notice in result.Notices)
            messages.Note(notice);

        if (settings.Tells)
        {
            output.WriteLine(Summary(result, rows) + string.Create(CultureInfo.InvariantCulture, $" ({elapsed.TotalSeconds:0.00} s)"));
            output.WriteLine("");
            output.Flush();
        }
    }

    private static string Summary(StatementResult result, long rows)
    {
        if (result.HasRows)
            return rows == 0 ? "Empty set" : Count(rows) + " in set";

        return result.RowsChanged is { } changed ? $"OK, {Count(changed)} affected" : "OK";
    }

    private static string Count(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows} {(rows == 1 ? "row" : "rows")}");
}
