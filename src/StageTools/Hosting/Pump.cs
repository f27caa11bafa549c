namespace StageTools.Hosting;

/// <summary>The one place where async work meets the pipeline, which is synchronous: here it is waited for.</summary>
/// <remarks>A pipeline's thread has no synchronization context, and the engine comes back to none: waiting cannot be waiting for oneself.</remarks>
internal static class Pump
{
    /// <summary>Waits for work.</summary>
    public static void Wait(Task work) => work.GetAwaiter().GetResult();

    /// <summary>Waits for what work gives.</summary>
    public static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    /// <summary>Waits for work that is done already, as a rule.</summary>
    public static void Wait(ValueTask work)
    {
        if (!work.IsCompletedSuccessfully)
            Wait(work.AsTask());
    }

    /// <summary>What a listing gives, as it gives it; what it tells of on whichever thread is told in between, on this one.</summary>
    public static IEnumerable<T> Listing<T>(
        Func<Action<StageException>, IAsyncEnumerable<T>> list, Action<StageException> onError, CancellationToken cancellationToken)
    {
        var unreadable = new ConcurrentQueue<StageException>();
        foreach (var item in list(unreadable.Enqueue).ToBlockingEnumerable(cancellationToken))
        {
            Tell();
            yield return item;
        }

        Tell();

        void Tell()
        {
            while (unreadable.TryDequeue(out var error))
                onError(error);
        }
    }

    /// <summary>Waits until work has ended, well or not.</summary>
    public static void Settle(Task work) => Wait(work.ContinueWith(static _ => { }, TaskScheduler.Default));

    /// <summary>Releases what is released asynchronously; nothing where there is none.</summary>
    public static void Release(IAsyncDisposable? resource) => Wait(resource?.DisposeAsync() ?? ValueTask.CompletedTask);
}
