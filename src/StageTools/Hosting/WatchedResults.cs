namespace StageTools.Hosting;

/// <summary>Waits for the results of long work and shows how far it is.</summary>
internal sealed class WatchedResults(ProgressBar bar, Func<(string Text, int Percent, int Seconds)> status)
{
    private Task? _moving;

    /// <summary>Gives results on as they come, and shows the progress in between, also while none comes.</summary>
    public IEnumerable<T> Watch<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken)
    {
        var enumerator = results.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (Next(enumerator))
            {
                yield return enumerator.Current;
            }
        }
        finally
        {
            // A stop comes while a result is waited for: only when that wait is over can the work be told, and waited for until no half file is left.
            _moving?.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private bool Next<T>(IAsyncEnumerator<T> enumerator)
    {
        var moving = enumerator.MoveNextAsync();
        if (moving.IsCompleted)
        {
            bar.Show(status);
            return moving.GetAwaiter().GetResult();
        }

        _moving = moving.AsTask();
        while (!((IAsyncResult)_moving).AsyncWaitHandle.WaitOne(ProgressBar.Interval))
        {
            bar.Show(status);
        }

        return ((Task<bool>)_moving).GetAwaiter().GetResult();
    }
}
