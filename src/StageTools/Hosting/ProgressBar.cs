using System.Diagnostics;
using System.Management.Automation;

namespace StageTools.Hosting;

/// <summary>Progress of what takes over a second, five times a second at most: a record an item would cost more than the item.</summary>
internal sealed class ProgressBar(Cmdlet cmdlet, string activity) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static int _lastId = 7000;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown;

    /// <summary>How long to wait between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows how far the work is, when it is time to.</summary>
    /// <param name="status">Says it: a text, percent done and seconds left, each -1 where unknown. Asked only when shown.</param>
    public void Show(Func<(string Text, int Percent, int Seconds)> status)
    {
        var now = _clock.Elapsed;
        if (now < Patience || now - _shown < Interval)
        {
            return;
        }

        _shown = now;
        var (text, percent, seconds) = status();
        cmdlet.WriteProgress(new ProgressRecord(_id, activity, text) { PercentComplete = percent, SecondsRemaining = seconds });
    }

    /// <summary>How long the work has gone on.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

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
