using Amazon.S3;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>A conditional write that met another change of the same object: whether something is there then, only another attempt tells.</summary>
/// <remarks>Amazon S3 User Guide, "How to prevent object overwrites with conditional writes": 409, retry the upload; an upload in parts is to be
/// begun anew.</remarks>
internal static class WriteConflict
{
    /// <summary>The service's code for it.</summary>
    public const string Code = "ConditionalRequestConflict";

    private const int MostAttempts = 4;

    /// <summary>Writes, and again a moment later where another change was under way.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == Code && attempt < MostAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
