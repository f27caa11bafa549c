using StageTools.Stages;

namespace StageTools.Export;

/// <summary>
/// The files of an export that have all their rows. They go to the store a few at a time, and appear when the last one is complete: first to last,
/// and where one cannot, those before it are taken away again.
/// </summary>
/// <remarks>A file that waits holds a handle, or memory: of very many, the first ones appear before the last one is complete.</remarks>
internal sealed class FinishedParts(ExportTarget target, ExportOptions options, OlderFiles older) : IAsyncDisposable
{
    private const int AtOnce = 4;
    private const int MostWaiting = 32;

    private readonly Queue<(PartFile Part, Task Finishing)> _waiting = new();
    private readonly List<StageExportFile> _files = [];
    private readonly List<StageKey> _committed = [];
    private readonly SemaphoreSlim _places = new(AtOnce);
    private bool _completed;

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<StageExportFile> Files => _files;

    /// <summary>Bytes of the files that are there, before compression.</summary>
    public long InputBytes { get; private set; }

    /// <summary>Takes a file that has all its rows; waits where many are on their way.</summary>
    public async ValueTask AddAsync(PartFile part, CancellationToken cancellationToken)
    {
        try
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It is nobody else's any more.
            await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _waiting.Enqueue((part, FinishAsync(part, cancellationToken)));
        while (_waiting.Count > MostWaiting)
        {
            await CommitNextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts all files in their places.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await older.RequireAsync().ConfigureAwait(false);
        await Task.WhenAll(_waiting.Select(static w => w.Finishing)).ConfigureAwait(false);
        while (_waiting.Count > 0)
        {
            await CommitNextAsync(cancellationToken).ConfigureAwait(false);
        }

        _completed = true;
        await RemoveOlderAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (part, finishing) in _waiting)
        {
            await finishing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            await part.DisposeAsync().ConfigureAwait(false);
        }

        // What may have taken an older file's place stays: with it removed, both would be lost.
        if (!_completed && _committed.Count > 0 && !options.Validate && (target.IsFolder || !options.Overwrite))
        {
            await target.Place.Store.RemoveAsync(_committed, CancellationToken.None).ConfigureAwait(false);
        }

        _places.Dispose();
    }

    private async Task RemoveOlderAsync(CancellationToken cancellationToken)
    {
        await older.LookBehindAsync(_files.Count, cancellationToken).ConfigureAwait(false);
        if (!options.Validate && await target.Place.Store.RemoveAsync([.. older.Found.Select(static f => StageKey.FromStore(f.Key))], cancellationToken).ConfigureAwait(false) is [var stayed, ..])
        {
            throw stayed.Error;
        }
    }

    // On a thread of the pool: a file's last bytes are compressed while the next file is written.
    private Task FinishAsync(PartFile part, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            try
            {
                await part.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        },
        CancellationToken.None);

    private async Task CommitNextAsync(CancellationToken cancellationToken)
    {
        var (part, finishing) = _waiting.Peek();
        await finishing.ConfigureAwait(false);
        await part.CommitAsync(cancellationToken).ConfigureAwait(false);
        _waiting.Dequeue();
        _committed.Add(part.Key);
        _files.Add(part.Describe());
        InputBytes += part.InputBytes;
        await part.DisposeAsync().ConfigureAwait(false);
    }
}
