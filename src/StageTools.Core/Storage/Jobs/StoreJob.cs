namespace StageTools.Storage.Jobs;

/// <summary>
/// A job of several files that appear together. Each is whole in the store before the first has its name, and a list of them is written down in
/// between, where the files go: whatever dies, and whenever, the next job there undoes what it left, or, where older files were to leave, ends it.
/// </summary>
internal sealed class StoreJob
{
    // An orphan's names are given in a moment; one that hangs is not waited for for ever.
    private static readonly TimeSpan MostClaimTime = TimeSpan.FromMinutes(10);
    private const int MostPause = 2000;

    private readonly IStore _store;
    private JobName _name;
    private IJobLease _lease;
    private bool _isEnded;
    private bool _isListed;
    private bool _replaces;

    private StoreJob(IStore store, JobName name, IJobLease lease) => (_store, _name, _lease) = (store, name, lease);

    /// <summary>What tells the job from all others.</summary>
    public string Id => _name.Id;

    /// <summary>Takes back what dead jobs left, before a job begins that may come to nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">The job.</param>
    /// <param name="isAlone">Whether it can have no other of the same target beside it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="most">How many dead jobs of other targets are enough.</param>
    /// <returns>How many those were, and why one was not dealt with.</returns>
    /// <exception cref="StageException"><c>TargetBusy</c>.</exception>
    public static async Task<SettledJobs> SettleAsync(
        IStore store, JobName name, bool isAlone, CancellationToken cancellationToken, int most = JobRecovery.MostDead)
    {
        if ((await store.Jobs.FindAsync(name.Folder, cancellationToken).ConfigureAwait(false)).Count == 0)
            return default;

        // A full disk has no room for a journal, and what a dead job left may be what fills it.
        if (!store.Jobs.NeedsClock)
            return await JobRecovery.SettleAsync(store, name, clock: null, isAlone, most, cancellationToken).ConfigureAwait(false);

        var (lease, settled) = await TakeAsync(store, name, isAlone, most, cancellationToken).ConfigureAwait(false);
        await lease.EndAsync(keep: false).ConfigureAwait(false);
        return settled;
    }

    /// <summary>Takes back what dead jobs left in folders; living ones are left alone.</summary>
    /// <inheritdoc cref="SettleAsync" path="/returns"/>
    public static async Task<SettledJobs> SettleBelowAsync(IStore store, IEnumerable<StageKey> folders, CancellationToken cancellationToken)
    {
        var all = default(SettledJobs);
        foreach (var folder in folders)
        {
            var name = JobName.OfNoTarget(folder);
            var (count, left) = await SettleAsync(store, name, isAlone: false, cancellationToken, int.MaxValue).ConfigureAwait(false);
            all = new SettledJobs(all.Count + count, all.Left ?? left);
        }

        return all;
    }

    /// <summary>Begins a job.</summary>
    /// <inheritdoc cref="SettleAsync"/>
    public static async Task<StoreJob> BeginAsync(IStore store, JobName name, bool isAlone, CancellationToken cancellationToken) =>
        new(store, name, (await TakeAsync(store, name, isAlone, JobRecovery.MostDead, cancellationToken).ConfigureAwait(false)).Lease);

    /// <summary>Has the job be the only one of a target from here on; another is waited for until it has ended or is dead, and then dealt
    /// with.</summary>
    /// <param name="target">What all its files' names begin with.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StageException"><c>TargetBusy</c> where another does not end.</exception>
    public async Task ClaimAsync(string target, CancellationToken cancellationToken)
    {
        var claimed = JobName.Of(_name.Folder, target, _name.Id);
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                var before = _lease;
                (_lease, _) = await TakeAsync(_store, claimed, isAlone: true, JobRecovery.MostDead, cancellationToken).ConfigureAwait(false);
                _name = claimed;
                await before.EndAsync(keep: false).ConfigureAwait(false);
                return;
            }
            catch (StageException e) when (e.Code == StageErrorCode.TargetBusy && Stopwatch.GetElapsedTime(since) < MostClaimTime)
            {
                // Of two that begin at once none goes on: one of them is to be the first the next time.
                await Task.Delay(Random.Shared.Next(MostPause), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives all files their names.</summary>
    /// <param name="files">All files of the job, whole.</param>
    /// <param name="older">The files that leave, or whose places new ones take; null for a job that replaces nothing.</param>
    /// <param name="cancellationToken">Ends it, as long as all of it can be undone.</param>
    /// <exception cref="StageException">What went wrong; nothing of the job is there then, unless it replaces: then the next job ends it.</exception>
    public async Task CompleteAsync(IReadOnlyList<PendingFile> files, IReadOnlyCollection<StoreItem>? older, CancellationToken cancellationToken)
    {
        await _lease.RequireAsync(cancellationToken).ConfigureAwait(false);
        var list = JobList.Of(files, older);
        await _store.Jobs.WriteListAsync(_name, list.ToJson(_name, _store.Jobs), cancellationToken).ConfigureAwait(false);
        (_isListed, _replaces) = (true, list.Replaces);
        if (list.Replaces)
        {
            await RequireListedAsync().ConfigureAwait(false);
            await FinishAsync(list).ConfigureAwait(false);
        }
        else
        {
            await PublishAsync(files, cancellationToken).ConfigureAwait(false);
            await _lease.RequireAsync(cancellationToken).ConfigureAwait(false);
        }

        await JobRecovery.CloseAsync(_store, _name, list, CancellationToken.None).ConfigureAwait(false);
        _isEnded = true;
        await _lease.EndAsync(keep: false).ConfigureAwait(false);
    }

    /// <summary>Undoes what was not completed.</summary>
    /// <param name="files">What was staged of it.</param>
    public async ValueTask DisposeAsync(IReadOnlyList<PendingFile> files)
    {
        if (_isEnded)
            return;

        _isEnded = true;
        var keep = true;
        try
        {
            if (_isListed)
            {
                // What replaces older files was tried twice: the next job does it.
                keep = _replaces || await JobRecovery.EndAsync(_store, _name, CancellationToken.None).ConfigureAwait(false) is not null;
            }
            else
            {
                await JobRecovery.DiscardAsync(_store, files, CancellationToken.None).ConfigureAwait(false);
                keep = false;
            }
        }
        catch (StageException)
        {
            // What made the job fail was told, and keeps this from being undone too: the next job does it.
        }
        finally
        {
            await _lease.EndAsync(keep).ConfigureAwait(false);
        }
    }

    // A lease of the job's own, and what was settled by it.
    private static async Task<(IJobLease Lease, SettledJobs Settled)> TakeAsync(
        IStore store, JobName name, bool isAlone, int most, CancellationToken cancellationToken)
    {
        var lease = await store.Jobs.TakeAsync(name, JobOwner.Now(), cancellationToken).ConfigureAwait(false);
        try
        {
            return (lease, await JobRecovery.SettleAsync(store, name, lease, isAlone, most, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await lease.EndAsync(keep: false).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes sure that nobody took the job for dead while its list was written: he may have seen none, and would deal with none. Then it
    /// goes.</summary>
    private async Task RequireListedAsync()
    {
        if (await _lease.RequireAsync(CancellationToken.None).ErrorAsync().ConfigureAwait(false) is not { } lapsed)
            return;

        await _store.Jobs.RemoveAsync(_name.List, CancellationToken.None).ConfigureAwait(false);

        // Whoever removed the journal is done with the job, and what is left of it is its own to undo; else he may be at it.
        _isListed = (await _store.Jobs.FindAsync(_name.Folder, CancellationToken.None).ConfigureAwait(false)).Contains(_name);
        throw lapsed;
    }

    private Task PublishAsync(IReadOnlyList<PendingFile> files, CancellationToken cancellationToken) =>
        JobRecovery.ForEachAsync(files, async (file, token) =>
        {
            if (await _store.Jobs.PublishAsync(file, overwrite: false, token).ConfigureAwait(false) is null)
                throw JobErrors.Removed(_store, StageKey.FromStore(file.Key));
        }, cancellationToken);

    // From here on there is no way back, so nobody stops it half way.
    private async Task FinishAsync(JobList list)
    {
        bool isWhole;
        try
        {
            try
            {
                isWhole = await JobRecovery.FinishAsync(_store, list, isLate: false, CancellationToken.None).ConfigureAwait(false);
            }
            catch (StageException)
            {
                isWhole = await JobRecovery.FinishAsync(_store, list, isLate: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (StageException e)
        {
            throw e.Reworded(
                static message => $"{message.TrimEnd('.')}. The new files are whole, but not all of them have taken the older ones' places:",
                e.Target,
                e,
                new Advice(AdviceKind.EndExport));
        }

        if (!isWhole)
            throw JobErrors.Removed(_store, StageKey.FromStore(list.Files[0].Key));
    }
}
