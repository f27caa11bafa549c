namespace StageTools.Storage.Buckets.Services;

/// <summary>
/// Whether a service keeps the condition of a write, that nothing may be there yet. AWS's does; of the servers that are compatible with it some take
/// no notice and do not say so. Until it is known, each key is looked at before it is written; after a few writes it is tried out.
/// </summary>
/// <param name="service">The service.</param>
internal sealed class WriteConditions(BucketService service)
{
    /// <summary>How many objects are looked for one by one before it pays to find out.</summary>
    public const int WritesBefore = 8;

    private int _writes;

    /// <summary>Whether the service is known to refuse what must not be replaced.</summary>
    public bool AreKept { get; private set; } = service.ConditionalWriteIsSure;

    /// <summary>
    /// After a write that was to replace nothing: once, at the eighth, for a service of which it is not known, the same is sent once more. What keeps
    /// the condition refuses it; what does not has the same bytes again.
    /// </summary>
    /// <param name="isRefused">Sends it, and says whether it was refused because something is there.</param>
    public async Task LearnAsync(Func<Task<bool>> isRefused)
    {
        if (service.ConditionalWrite && !AreKept && Interlocked.Increment(ref _writes) == WritesBefore)
            AreKept = await isRefused().ConfigureAwait(false);
    }
}
