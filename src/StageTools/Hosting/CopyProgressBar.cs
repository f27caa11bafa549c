using System.Diagnostics;
using System.Management.Automation;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Shows how far a copy is, once it takes over a second, five times a second at most: a record a file would cost more than the file.</summary>
internal sealed class CopyProgressBar(Cmdlet cmdlet, CopyProgress progress, string activity) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static int _lastId = 7000;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;

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
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_shown > TimeSpan.Zero)
        {
            cmdlet.WriteProgress(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private bool Next<T>(IAsyncEnumerator<T> enumerator)
    {
        var moving = enumerator.MoveNextAsync();
        if (moving.IsCompleted)
        {
            Show();
            return moving.GetAwaiter().GetResult();
        }

        var task = moving.AsTask();
        while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Interval))
        {
            Show();
        }

        return task.GetAwaiter().GetResult();
    }

    private void Show()
    {
        var now = _clock.Elapsed;
        if (now < Patience || now - _shown < Interval)
        {
            return;
        }

        _shown = now;
        var (done, found) = (progress.BytesDone, progress.BytesFound);
        var speed = done / now.TotalSeconds;
        cmdlet.WriteProgress(new ProgressRecord(_id, activity, $"{progress.FilesDone} of {progress.FilesFound} files, {Sizes.Readable(done)} of {Sizes.Readable(found)}, {Sizes.Readable((long)speed)}/s")
        {
            PercentComplete = found == 0 ? -1 : (int)(100 * done / found),
            SecondsRemaining = speed > 0 ? (int)Math.Min((found - done) / speed, int.MaxValue) : -1,
        });
    }
}
