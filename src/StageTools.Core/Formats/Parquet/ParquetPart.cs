namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file: DuckDB makes it beside, on threads of its own, then it goes to the store.</summary>
internal abstract class ParquetPart(ExportTarget target, StageKey key, ExportOptions options) : PartFile(target, key, options)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<ParquetMaking> _making = [];

    /// <summary>Is cancelled where the file is given up.</summary>
    protected CancellationToken Stopped => _stop.Token;

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var to = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_making.Count == 0)
            BeginFirst();

        End();
        var files = await Task.WhenAll(_making.Select(static m => m.File)).WaitAsync(cancellationToken).ConfigureAwait(false);
        await new ParquetJoin(to).CopyAsync(files, cancellationToken).ConfigureAwait(false);
        Array.ForEach(files, File.Delete);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        End();
        foreach (var making in _making)
            await ((Task)making.File).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await base.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Begins the file of a part that has no rows.</summary>
    protected abstract void BeginFirst();

    /// <summary>No more is given.</summary>
    protected abstract void End();

    /// <summary>Begins a file: the part, or one with some of its row groups.</summary>
    /// <param name="make">Makes it of what is given; its path.</param>
    protected ParquetMaking Begin(Func<string> make)
    {
        var making = new ParquetMaking(make);
        _making.Add(making);
        return making;
    }

    /// <summary>The next of what is given, on DuckDB's thread, which is one that may wait; false at the end.</summary>
    protected bool TryTake<T>(ChannelReader<T> given, out T? next)
    {
        while (Blocking.Wait(given.WaitToReadAsync(Stopped).AsTask()))
        {
            if (given.TryRead(out next))
                return true;
        }

        next = default;
        return false;
    }
}

/// <summary>The making of a file on a thread of its own, which begins at once.</summary>
/// <param name="make">Makes it; its path.</param>
internal sealed class ParquetMaking(Func<string> make)
{
    /// <summary>Ends with the file's path.</summary>
    public Task<string> File { get; } =
        Task.Factory.StartNew(make, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits for something that the thread does; where that has given up, its error is thrown.</summary>
    public async ValueTask ServedAsync(Task serving)
    {
        if (await Task.WhenAny(serving, File).ConfigureAwait(false) == File)
            await File.ConfigureAwait(false);

        await serving.ConfigureAwait(false);
    }
}
