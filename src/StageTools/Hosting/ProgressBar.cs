namespace StageTools.Hosting;

/// <summary>Progress of what takes over a second, five times a second at most: a record an item would cost more than the item.</summary>
/// <param name="cmdlet">Whose it is.</param>
/// <param name="activity">What is done.</param>
/// <param name="status">Says how far it is after so long: a text, percent done and seconds left, each -1 where unknown. Asked only when
/// shown.</param>
internal sealed class ProgressBar(Cmdlet cmdlet, string activity, Func<TimeSpan, (string Text, int Percent, int Seconds)> status) : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static int _lastId = 7000;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;

    /// <summary>Shows how far the work is, when it is time to.</summary>
    public void Show()
    {
        var now = _clock.Elapsed;
        if (now < Delay || now - _shown < Interval)
            return;

        _shown = now;
        var (text, percent, seconds) = status(now);
        cmdlet.WriteProgress(new ProgressRecord(_id, activity, text) { PercentComplete = percent, SecondsRemaining = seconds });
    }

    /// <summary>Waits for work, and shows meanwhile how far it is.</summary>
    public T Wait<T>(Task<T> work)
    {
        try
        {
            // Most is done in no time, which this waits for without asking the system to wake it.
            while (Task.WaitAny([work], Interval) < 0)
                Show();
        }
        catch
        {
            // A stop comes while the progress is shown: the work ends before it is given up, and with it what it made.
            Pump.Settle(work);
            if (work.IsCompletedSuccessfully)
                (Pump.Wait(work) as IDisposable)?.Dispose();

            throw;
        }

        return Pump.Wait(work);
    }

    /// <summary>Gives results on as they come, and shows the progress in between, also while none comes.</summary>
    public IEnumerable<T> Watch<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken)
    {
        var enumerator = results.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (Wait(enumerator.MoveNextAsync().AsTask()))
            {
                Show();
                yield return enumerator.Current;
            }
        }
        finally
        {
            // After a stop the work is told so only here, and waited for until no half file is left.
            Pump.Release(enumerator);
        }
    }

    /// <summary>Takes the bar away, where it was shown.</summary>
    public void Dispose()
    {
        if (_shown > TimeSpan.Zero)
        {
            _shown = TimeSpan.Zero;
            try
            {
                cmdlet.WriteProgress(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
            }
            catch (Exception e) when (e is PipelineStoppedException or InvalidOperationException)
            {
                // The pipeline is gone, and its bars with it.
            }
        }
    }
}
