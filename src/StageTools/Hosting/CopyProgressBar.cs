using System.Management.Automation;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Waits for the results of a copy and shows how far it is.</summary>
internal sealed class CopyProgressBar(Cmdlet cmdlet, CopyProgress progress, string activity) : IDisposable
{
    private readonly ProgressBar _bar = new(cmdlet, activity);
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
            // A stop comes while a result is waited for: only when that wait is over can the copy be told, and waited for until no half file is left.
            _moving?.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => _bar.Dispose();

    private bool Next<T>(IAsyncEnumerator<T> enumerator)
    {
        var moving = enumerator.MoveNextAsync();
        if (moving.IsCompleted)
        {
            _bar.Show(Status);
            return moving.GetAwaiter().GetResult();
        }

        _moving = moving.AsTask();
        while (!((IAsyncResult)_moving).AsyncWaitHandle.WaitOne(ProgressBar.Interval))
        {
            _bar.Show(Status);
        }

        return ((Task<bool>)_moving).GetAwaiter().GetResult();
    }

    private (string Text, int Percent, int Seconds) Status()
    {
        var (done, found) = (progress.BytesDone, progress.BytesFound);
        var speed = done / _bar.Elapsed.TotalSeconds;
        return (
            $"{progress.FilesDone} of {progress.FilesFound} files, {Sizes.Readable(done)} of {Sizes.Readable(found)}, {Sizes.Readable((long)speed)}/s",
            found == 0 ? -1 : (int)(100 * Math.Min(done, found) / found),
            speed > 0 ? (int)Math.Min(Math.Max(found - done, 0) / speed, int.MaxValue) : -1);
    }
}
