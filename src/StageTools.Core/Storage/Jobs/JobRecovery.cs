namespace StageTools.Storage.Jobs;

/// <summary>
/// Takes back what dead jobs left in a folder: their unnamed files, and those that have a name and are still as they were written. A job that
/// replaces older files and had written its list is ended instead, since with some of those gone there is no way back.
/// </summary>
internal static class JobRecovery
{
    /// <summary>How many dead jobs of other targets one that begins deals with: of a thousand shards that begin again after they died each would deal
    /// with all else.</summary>
    public const int MostDead = 16;

    private const int AtOnce = 8;

    /// <summary>Deals with the jobs in a folder before another one begins there.</summary>
    /// <param name="store">The store.</param>
    /// <param name="mine">The job that begins.</param>
    /// <param name="clock">Its lease; null where none is needed to look at others.</param>
    /// <param name="isAlone">Whether it can have no other job of the same target beside it.</param>
    /// <param name="most">How many of other targets are enough.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>TargetBusy</c>: one that may live is in its way.</exception>
    public static async Task<SettledJobs> SettleAsync(
        IStore store, JobName mine, IJobLease? clock, bool isAlone, int most, CancellationToken cancellationToken)
    {
        var signs = new List<(JobName Job, JobSign Sign)>();
        try
        {
            // All are looked at before any is dealt with: of two jobs that begin at once, at most one goes on.
            var others = (await store.Jobs.FindOthersAsync(mine, cancellationToken).ConfigureAwait(false)).ToArray();
            Random.Shared.Shuffle(others);
            var dead = 0;
            foreach (var other in others.OrderByDescending(other => other.Target == mine.Target))
            {
                var sameTarget = other.Target == mine.Target;
                if (!sameTarget && dead >= most)
                    break;

                var sign = await store.Jobs.LookAsync(other, clock, waits: sameTarget, cancellationToken).ConfigureAwait(false);
                signs.Add((other, sign));
                dead += sign.State == JobState.Dead ? 1 : 0;
                if (sameTarget && (sign.State == JobState.Silent || (sign.State == JobState.Living && isAlone)))
                    throw JobErrors.Busy(store, other, sign);
            }

            var settled = default(SettledJobs);
            foreach (var (job, _) in signs.Where(static s => s.Sign.State == JobState.Dead))
            {
                try
                {
                    settled = await EndAsync(store, job, cancellationToken).ConfigureAwait(false) is { } left
                        ? settled with { Left = settled.Left ?? left }
                        : settled with { Count = settled.Count + 1 };
                }
                catch (StageException e) when (e.Code == StageErrorCode.AccessDenied && !(isAlone && job.Target == mine.Target))
                {
                    // Another user's, who alone may remove what it left: it is in nobody's way.
                }
            }

            return settled;
        }
        finally
        {
            foreach (var (_, sign) in signs)
                await sign.ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Undoes, or ends, a job of which it is known that nobody works on it. What is not a job's own list is not obeyed, and stays.</summary>
    /// <returns>Why it could be neither; null where it was.</returns>
    public static async Task<StageException?> EndAsync(IStore store, JobName job, CancellationToken cancellationToken)
    {
        if (await store.Jobs.OpenListAsync(job, cancellationToken).ConfigureAwait(false) is not { } stream)
        {
            await store.Jobs.DiscardAllAsync(job, cancellationToken).ConfigureAwait(false);
            await store.Jobs.RemoveAsync(job.Journal, cancellationToken).ConfigureAwait(false);
            return null;
        }

        JobList? list;
        await using (stream.ConfigureAwait(false))
        {
            list = await JobList.ReadAsync(stream, job, store.Jobs, cancellationToken).ConfigureAwait(false);
        }

        if (list is null)
            return JobErrors.Unread(store, job);

        if (!list.Replaces || !await FinishAsync(store, list, isLate: true, cancellationToken).ConfigureAwait(false))
        {
            if (list.Replaces && !await CanUndoAsync(store, list, cancellationToken).ConfigureAwait(false))
                return JobErrors.HalfReplaced(store, job);

            await UndoAsync(store, list.Files, cancellationToken).ConfigureAwait(false);
        }

        await CloseAsync(store, job, list, cancellationToken).ConfigureAwait(false);
        await store.Jobs.RemoveAsync(job.Journal, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Removes a job's list: without it the job is done, or undone, whatever comes. A power loss neither takes that back, nor brings the
    /// list back over files that are there to stay.</summary>
    public static async Task CloseAsync(IStore store, JobName job, JobList list, CancellationToken cancellationToken)
    {
        var keys = list.Files.Select(static file => file.Key).Concat(list.Older.Select(static file => file.Key));
        var folders = keys.Select(static key => StageKey.FromStore(key).Parent).ToHashSet();
        await store.Jobs.FlushAsync(folders, cancellationToken).ConfigureAwait(false);
        await store.Jobs.RemoveAsync(job.List, cancellationToken).ConfigureAwait(false);
        await store.Jobs.FlushAsync([job.Folder], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the new files their names, and has the older ones leave.</summary>
    /// <param name="store">The store.</param>
    /// <param name="list">The files.</param>
    /// <param name="isLate">Whether the job's own process is gone: then some of it may be done already, and what somebody laid there since is newer
    /// and stays.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether all new files have their names; else the older ones stay, where it is late also those whose names new ones take.</returns>
    public static async Task<bool> FinishAsync(IStore store, JobList list, bool isLate, CancellationToken cancellationToken)
    {
        var older = list.Older.DistinctBy(static file => file.Key, StringComparer.Ordinal)
            .ToDictionary(static file => file.Key, StringComparer.Ordinal);
        bool IsOlder(StoreItem there) => older.TryGetValue(there.Key, out var old) && old.Is(there);
        var lost = 0;
        if (isLate)
        {
            // All are looked for before one takes an older one's name: else there would be no way back.
            await ForEachAsync(list.Files, async (file, token) =>
            {
                if (!await store.Jobs.IsStagedAsync(file, token).ConfigureAwait(false)
                    && !(await store.FindAsync(StageKey.FromStore(file.Key), token).ConfigureAwait(false) is { } there
                        && (!IsOlder(there) || store.Jobs.IsPublished(file, there))))
                {
                    Interlocked.Increment(ref lost);
                }
            }, cancellationToken).ConfigureAwait(false);
            if (lost > 0)
                return false;
        }

        await ForEachAsync(list.Files, async (file, token) =>
        {
            var key = StageKey.FromStore(file.Key);
            var there = isLate ? await store.FindAsync(key, token).ConfigureAwait(false) : null;
            if (there is { } some && !IsOlder(some))
            {
                await store.Jobs.DiscardAsync(file, token).ConfigureAwait(false);
            }
            else if (await store.Jobs.PublishAsync(file, overwrite: true, token).ConfigureAwait(false) is null)
            {
                Interlocked.Increment(ref lost);
            }
        }, cancellationToken).ConfigureAwait(false);

        // Nothing older leaves for new files that are not all there.
        if (lost > 0)
            return false;

        var names = list.Files.Select(static file => file.Key).ToHashSet(StringComparer.Ordinal);
        var leaving = list.Older.Where(file => !names.Contains(file.Key));
        await RemoveAsync(store, leaving, static file => file.Key, static (file, there) => file.Is(there), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a job that replaces and lost a file can be undone: none of its files has its name, or all older ones are there.</summary>
    private static async Task<bool> CanUndoAsync(IStore store, JobList list, CancellationToken cancellationToken) =>
        await CountAsync(store, list.Files, static file => file.Key, store.Jobs.IsPublished, cancellationToken).ConfigureAwait(false) == 0
        || await CountAsync(store, list.Older, static file => file.Key, static (file, there) => file.Is(there), cancellationToken)
            .ConfigureAwait(false) == list.Older.Count;

    /// <summary>Has nothing stay of files that have their names, or not.</summary>
    public static async Task UndoAsync(IStore store, IReadOnlyList<PendingFile> files, CancellationToken cancellationToken)
    {
        // First, so that whoever might still be at it cannot give them names any more.
        var nameless = await DiscardAsync(store, files, cancellationToken).ConfigureAwait(false);
        var named = files.Where(file => !nameless.Contains(file.Key));
        await RemoveAsync(store, named, static file => file.Key, store.Jobs.IsPublished, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes files that have no names yet.</summary>
    /// <returns>The keys of those that certainly had none.</returns>
    public static async Task<IReadOnlySet<string>> DiscardAsync(IStore store, IReadOnlyList<PendingFile> files, CancellationToken cancellationToken)
    {
        var nameless = new ConcurrentBag<string>();
        await ForEachAsync(files, async (file, token) =>
        {
            if (await store.Jobs.DiscardAsync(file, token).ConfigureAwait(false))
                nameless.Add(file.Key);
        }, cancellationToken).ConfigureAwait(false);
        return nameless.ToHashSet(StringComparer.Ordinal);
    }

    private static async Task RemoveAsync<T>(
        IStore store, IEnumerable<T> files, Func<T, string> keyOf, Func<T, StoreItem, bool> isStill, CancellationToken cancellationToken) =>
        await ForEachAsync(files, async (file, token) =>
        {
            var key = StageKey.FromStore(keyOf(file));
            if (await store.FindAsync(key, token).ConfigureAwait(false) is { IsFolder: false } there && isStill(file, there)
                && await store.RemoveAsync([key], token).ConfigureAwait(false) is [var stayed, ..]
                && stayed.Error.Code != StageErrorCode.FileNotFound)
            {
                throw stayed.Error;
            }
        }, cancellationToken).ConfigureAwait(false);

    private static async Task<int> CountAsync<T>(
        IStore store, IEnumerable<T> files, Func<T, string> keyOf, Func<T, StoreItem, bool> isStill, CancellationToken cancellationToken)
    {
        var count = 0;
        await ForEachAsync(files, async (file, token) =>
        {
            var found = await store.FindAsync(StageKey.FromStore(keyOf(file)), token).ConfigureAwait(false);
            if (found is { IsFolder: false } there && isStill(file, there))
                Interlocked.Increment(ref count);
        }, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Does something with each of many files, several at once.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> files, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, work);
}

/// <summary>What became of the dead jobs of a folder.</summary>
/// <param name="Count">How many were ended or undone.</param>
/// <param name="Left">Why one could be neither; null where all were.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SettledJobs(int Count, StageException? Left);
