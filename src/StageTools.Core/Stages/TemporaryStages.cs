namespace StageTools.Stages;

/// <summary>The life of temporary stages and of given-up files.</summary>
/// <remarks>Who finds that a session is over (<see cref="IStageSessions"/>) removes its stages: they are nobody's any more.</remarks>
internal sealed class TemporaryStages(IStageCatalog catalog, InternalStorage storage) : IDisposable
{
    // Files of dropped stages may lie in a bucket, and nobody waits for those.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // A catalog that is away does not keep a process from its end.
    private static readonly TimeSpan CatalogTimeout = TimeSpan.FromSeconds(15);

    // Who only looks may see the stage of a dead process for a moment.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private StageSession? _session;
    private long _cleanUntil;

    /// <summary>This process' session, begun with its first temporary stage.</summary>
    public string BeginSession()
    {
        lock (_gate)
        {
            if (_session is null)
            {
                _session = catalog.Sessions.Begin();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
            }

            return _session.Id;
        }
    }

    /// <summary>Drops this process' temporary stages.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_session is not { } session)
                return;

            try
            {
                using var ending = new CancellationTokenSource(CatalogTimeout);
                Blocking.Wait(catalog.EndSessionAsync(session.Id, ending.Token));
                using var timeout = new CancellationTokenSource(Timeout);
                Blocking.Wait(RemoveDiscardedAsync(timeout.Token));
            }
            catch (Exception e) when (e is StageException or OperationCanceledException)
            {
                // Nobody is left to tell: the next process that opens the catalog clears up.
            }

            session.Dispose();
            _session = null;
        }
    }

    /// <summary>Drops the temporary stages of processes that are gone; unless that was done a moment ago.</summary>
    public Task CleanUpAsync(CancellationToken cancellationToken) =>
        Environment.TickCount64 < Interlocked.Read(ref _cleanUntil) ? Task.CompletedTask : CleanUpNowAsync(cancellationToken);

    /// <summary>Drops the temporary stages of processes that are gone, with their files; the first time in a process, also other files that were
    /// given up.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> CleanUpNowAsync(CancellationToken cancellationToken)
    {
        var isFirst = Interlocked.Read(ref _cleanUntil) == 0;
        List<string> over = [];
        try
        {
            var remains = await catalog.ListRemainsAsync(cancellationToken).ConfigureAwait(false);
            over = [.. remains.Sessions.Where(session => session != _session?.Id && catalog.Sessions.IsOver(session))];
            foreach (var session in over)
                await catalog.EndSessionAsync(session, cancellationToken).ConfigureAwait(false);

            if (over.Count > 0 || isFirst)
                await RemoveRemainsAsync(over.Count > 0 ? null : remains, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code is StageErrorCode.CatalogReadOnly or StageErrorCode.StoreFull)
        {
            // Then somebody who may write clears up.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A bucket that is away, or full of files: the next process goes on with it.
        }

        Interlocked.Exchange(ref _cleanUntil, Environment.TickCount64 + (long)Pause.TotalMilliseconds);
        return over.Count > 0;
    }

    /// <summary>Removes the files of dropped internal stages, and forgets those that are gone.</summary>
    public async Task RemoveDiscardedAsync(CancellationToken cancellationToken) =>
        await RemoveDiscardedAsync(await catalog.ListRemainsAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Removes the files of one internal stage that was dropped just now.</summary>
    public Task RemoveDiscardedAsync(CatalogEntry entry, CancellationToken cancellationToken) =>
        RemoveDiscardedAsync(new CatalogRemains([], [entry.Id], entry.Storage), cancellationToken);

    private async Task RemoveRemainsAsync(CatalogRemains? remains, CancellationToken cancellationToken)
    {
        catalog.Sessions.RemoveRemains();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        await (remains is null ? RemoveDiscardedAsync(timeout.Token) : RemoveDiscardedAsync(remains, timeout.Token)).ConfigureAwait(false);
    }

    private async Task RemoveDiscardedAsync(CatalogRemains remains, CancellationToken cancellationToken)
    {
        foreach (var id in remains.Discarded)
        {
            // Files that stay are shown by no stage, and the next clean-up tries again.
            if (await storage.TryRemoveAsync(id, remains.Storage, cancellationToken).ConfigureAwait(false))
                await catalog.ForgetDiscardedAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }
}
