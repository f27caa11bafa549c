using System.Management.Automation;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Waits for the results of a copy and shows how far it is.</summary>
internal sealed class CopyProgressBar(Cmdlet cmdlet, CopyProgress progress, string activity) : IDisposable
{
    private readonly ProgressBar _bar = new(cmdlet, activity);

    /// <summary>Gives results on as they come, and shows the progress in between, also while none comes.</summary>
    public IEnumerable<T> Watch<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken) => new WatchedResults(_bar, Status).Watch(results, cancellationToken);

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => _bar.Dispose();

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
