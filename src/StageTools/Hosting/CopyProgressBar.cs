using System.Management.Automation;
using StageTools.Transfer;

namespace StageTools.Hosting;

/// <summary>Waits for the results of a copy and shows how far it is.</summary>
internal sealed class CopyProgressBar(Cmdlet cmdlet, CopyProgress progress, string activity) : IDisposable
{
    private readonly ProgressBar _bar = new(cmdlet, activity);

    /// <summary>Gives results on as they come, and shows the progress in between, also while none comes.</summary>
    public IEnumerable<T> Watch<T>(IAsyncEnumerable<T> results, CancellationToken cancellationToken) => new WatchedResults(_bar, () => progress.Describe(_bar.Elapsed)).Watch(results, cancellationToken);

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => _bar.Dispose();
}
