using System.Management.Automation;
using StageTools.Export;
using StageTools.Hosting;

namespace StageTools.Rows;

/// <summary>An export of the rows of a database, with its progress.</summary>
internal sealed class TableExport(Cmdlet cmdlet, ExportJob job, RowSource rows) : IDisposable
{
    private readonly ProgressBar _bar = new(cmdlet, "Exporting data");
    private Task? _working;

    /// <summary>The job.</summary>
    public ExportJob Job => job;

    /// <summary>Exports all rows.</summary>
    public StageExport Run(CancellationToken cancellationToken)
    {
        var working = RunAsync(cancellationToken);
        _working = working;
        while (!((IAsyncResult)working).AsyncWaitHandle.WaitOne(ProgressBar.Interval))
        {
            _bar.Show(() => ($"{job.RowCount} rows, {Sizes.Readable(job.InputBytes)}", -1, -1));
        }

        return working.GetAwaiter().GetResult();
    }

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose()
    {
        _working?.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        job.DisposeAsync().AsTask().GetAwaiter().GetResult();
        rows.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _bar.Dispose();
    }

    // On a thread of its own: the database is read there, and the progress shown here.
    private Task<StageExport> RunAsync(CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await job.CopyAsync(rows, cancellationToken);
            return await job.CompleteAsync(cancellationToken);
        },
        CancellationToken.None);
}
