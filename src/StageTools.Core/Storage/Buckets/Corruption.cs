using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Bytes that changed on their way.</summary>
internal static class Corruption
{
    private const int MostAttempts = 3;

    /// <summary>Sends again what arrived changed: the service has refused it, so nothing of it is there.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> send)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send().ConfigureAwait(false);
            }
            catch (StageException e) when (e.Code == StageErrorCode.ChecksumMismatch && attempt < MostAttempts)
            {
                // A line that changes bytes once seldom does it thrice.
            }
        }
    }

    public static StageException Stored(string shown) => new(
        StageErrorCode.ChecksumMismatch, $"'{shown}' was stored, but the bucket tells of other bytes than were sent; write it again.", shown);

    public static StageException Received(string shown) => new(
        StageErrorCode.ChecksumMismatch, $"What was read of '{shown}' is not what the bucket holds: its checksum differs. Read it again, and check the network if that goes on.", shown);

    public static StageException Replaced(string shown) => new(
        StageErrorCode.ChecksumMismatch, $"'{shown}' was replaced after it was listed, so nothing was read; list it again.", shown);
}
