using System.Net;
using Amazon.S3;

namespace StageTools.Storage.Buckets;

/// <summary>
/// A journal in a bucket, written anew every few seconds: a bucket knows no locks that die with a process. What is compared are times of the
/// service's own clock, so that no machine's clock matters.
/// </summary>
/// <param name="bucket">Where it lies.</param>
/// <param name="job">The job.</param>
/// <param name="owner">Who runs it.</param>
internal sealed class BucketLease(Bucket bucket, JobName job, JobOwner owner) : IJobLease, IAsyncDisposable
{
    // A journal is renewed so often in the time after which it counts as a dead job's.
    private const int Renewals = 6;

    // Whoever pressed Ctrl+C waits for this.
    private static readonly TimeSpan HurryTime = TimeSpan.FromSeconds(2);

    private readonly byte[] _owner = owner.ToJson();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task _renewing = Task.CompletedTask;
    private bool _isBegun;
    private bool _isLost;
    private long _renewed;
    private long _count;

    /// <summary>How long a job is taken for a living one after its last sign; shorter only in tests.</summary>
    internal static TimeSpan Time { get; set; } = TimeSpan.FromSeconds(30);

    private static TimeSpan Renewal => Time / Renewals;

    /// <summary>Begins a journal, and renews it from now on.</summary>
    public static async Task<BucketLease> TakeAsync(Bucket bucket, JobName job, JobOwner owner, CancellationToken cancellationToken)
    {
        var lease = new BucketLease(bucket, job, owner);
        await lease.RenewAsync(cancellationToken).ConfigureAwait(false);
        lease._renewing = lease.KeepUpAsync();
        return lease;
    }

    /// <summary>Whether another journal is a living job's.</summary>
    public async Task<JobSign> LookAsync(JobName other, bool waits, CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken).ConfigureAwait(false);
        if (await HeadAsync(job, cancellationToken).ConfigureAwait(false) is not { } mine
            || await HeadAsync(other, cancellationToken).ConfigureAwait(false) is not { } theirs)
        {
            return new JobSign(JobState.Gone);
        }

        var age = mine.LastModified - theirs.LastModified;
        if (age > Time)
            return new JobSign(JobState.Dead);

        // A living one renews it in this time, twice.
        for (var waited = TimeSpan.Zero; waits && waited < Renewal * 2.5; waited += Renewal / 2)
        {
            await Task.Delay(Renewal / 2, cancellationToken).ConfigureAwait(false);
            if (await HeadAsync(other, cancellationToken).ConfigureAwait(false) is not { } now)
                return new JobSign(JobState.Gone);

            if (now.ETag != theirs.ETag)
                return new JobSign(JobState.Living) { Owner = await OwnerOfAsync(other, cancellationToken).ConfigureAwait(false) };
        }

        return new JobSign(JobState.Silent)
        {
            Until = theirs.LastModified + Time,
            Owner = await OwnerOfAsync(other, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <inheritdoc/>
    public Task RequireAsync(CancellationToken cancellationToken) => RenewAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task EndAsync(bool keep)
    {
        // A renewal on its way is waited for: it would come after the removal else, and say that somebody is at work here.
        await _stop.CancelAsync().ConfigureAwait(false);
        _hurry.CancelAfter(HurryTime);
        await _renewing.ConfigureAwait(false);
        if (!keep)
        {
            // One that stays, without a list, says that nothing is to be done.
            _ = await RemoveAsync(bucket, job.Journal, CancellationToken.None).ErrorAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _hurry.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(EndAsync(keep: true));

    /// <summary>Removes one of a job's own objects.</summary>
    public static async Task RemoveAsync(Bucket bucket, StageKey key, CancellationToken cancellationToken)
    {
        if (await new BucketRemoval(bucket).RemoveAsync([key], cancellationToken).ConfigureAwait(false) is [var stayed, ..]
            && stayed.Error.Code != StageErrorCode.FileNotFound)
        {
            throw stayed.Error;
        }
    }

    private async Task KeepUpAsync()
    {
        using var timer = new PeriodicTimer(Renewal);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                // After one that fails the next may get through; where none does, RequireAsync says so.
                _ = await RenewAsync(_hurry.Token).ErrorAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isBegun)
                await RequireOwnAsync(cancellationToken).ConfigureAwait(false);

            // From before it is sent: it counts no later than that.
            var now = Stopwatch.GetTimestamp();
            byte[] content = [.. _owner, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{++_count}\n"))];
            await BucketWriter.WriteOwnAsync(bucket, job.Journal, content, cancellationToken).ConfigureAwait(false);

            // One that was asked for again and again may have come too late.
            var isLate = _isBegun && Stopwatch.GetElapsedTime(_renewed) > Time - Renewal;
            (_isBegun, _renewed) = (true, now);
            if (isLate)
                throw Lapsed();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task RequireOwnAsync(CancellationToken cancellationToken)
    {
        if (_isLost || Stopwatch.GetElapsedTime(_renewed) > Time - Renewal || await HeadAsync(job, cancellationToken).ConfigureAwait(false) is null)
            throw Lapsed();
    }

    /// <summary>A lapse is for good: whoever took the job for dead may be at work by now, and a journal that he removed is not made anew.</summary>
    private StageException Lapsed()
    {
        _isLost = true;
        var shown = bucket.Show(job.Folder);
        return StageErrorCode.StoreUnavailable.Error(
            $"The export to '{shown}' gave no sign of life for {Time.TotalSeconds:0} seconds, and was given up, since another may have taken it "
                + "for dead; run it again.",
            shown);
    }

    private Task<StoreItem?> HeadAsync(JobName job, CancellationToken cancellationToken) => bucket.FindAsync(job.Journal, cancellationToken);

    private async Task<JobOwner?> OwnerOfAsync(JobName job, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await bucket.Client.GetObjectAsync(bucket.Name, bucket.KeyOf(job.Journal), cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(response.ResponseStream);
            return JobOwner.Read(Encoding.UTF8.GetBytes(await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? string.Empty));
        }
        catch (Exception e) when (e is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } || BucketErrors.Is(e, cancellationToken))
        {
            return null;
        }
    }
}
