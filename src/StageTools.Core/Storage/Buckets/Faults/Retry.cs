using Amazon.S3;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>Requests that are sent again because what went wrong passes.</summary>
internal static class Retry
{
    /// <summary>A conditional write met another change of the same object: whether something is there then, only another attempt tells.</summary>
    /// <remarks>Amazon S3 User Guide, "How to prevent object overwrites with conditional writes": 409, retry the upload; an upload in parts is to be
    /// begun anew.</remarks>
    public const string ConflictCode = "ConditionalRequestConflict";

    /// <summary>Writes, and again a moment later where another change was under way.</summary>
    public static Task<T> AfterConflictAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) => RunAsync(
        write,
        mostAttempts: 4,
        static e => e is AmazonS3Exception { ErrorCode: ConflictCode },
        attempt => Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken));

    /// <summary>Asks once more where the service calls the token expired and there can be another.</summary>
    public static Task<T> AfterExpiryAsync<T>(Func<Task<T>> ask, Func<bool> renew) => RunAsync(
        ask,
        mostAttempts: 2,
        e => e is AmazonS3Exception { ErrorCode: { } code } && RefusalSentences.IsExpired(code) && renew(),
        static _ => Task.CompletedTask);

    /// <summary>Sends again what arrived changed: the service has refused it, so nothing of it is there. A line that changes bytes once seldom does
    /// it thrice.</summary>
    public static Task<T> AfterCorruptionAsync<T>(Func<Task<T>> send) => RunAsync(
        send, mostAttempts: 3, static e => e is StageException { Code: StageErrorCode.ChecksumMismatch }, static _ => Task.CompletedTask);

    private static async Task<T> RunAsync<T>(Func<Task<T>> work, int mostAttempts, Func<Exception, bool> passes, Func<int, Task> pause)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < mostAttempts && passes(e))
            {
                await pause(attempt).ConfigureAwait(false);
            }
        }
    }
}
