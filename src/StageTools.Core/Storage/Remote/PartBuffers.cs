using System.Buffers;

namespace StageTools.Storage.Remote;

/// <summary>
/// The memory of parts on their way. What is sent and fetched ahead is bounded for all transfers of the process together; each file being written has
/// one buffer beside.
/// </summary>
internal static class PartBuffers
{
    private const int Unit = PartSizes.Smallest;
    private const int MostUnits = 8;

    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(Unit, MostUnits * 2);
    private static readonly SemaphoreSlim Sending = new(MostUnits);
    private static readonly SemaphoreSlim SendingTurn = new(1);
    private static readonly SemaphoreSlim Fetching = new(MostUnits);

    /// <summary>A buffer of at least so many bytes.</summary>
    public static byte[] Rent(long size) => size <= Unit ? Pool.Rent((int)size) : new byte[size];

    /// <summary>Gives a buffer back.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= Unit)
            Pool.Return(buffer);
    }

    /// <summary>
    /// Waits until so many bytes may be sent; 64 MiB are at once, and a larger part goes alone. Only a part that is whole asks, so nobody waits for
    /// himself.
    /// </summary>
    public static async Task<int> BeginSendAsync(long size, CancellationToken cancellationToken)
    {
        var units = (int)Math.Min((size + Unit - 1) / Unit, MostUnits);
        await SendingTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 0;
        try
        {
            for (; taken < units; taken++)
                await Sending.WaitAsync(cancellationToken).ConfigureAwait(false);

            return units;
        }
        catch when (taken > 0)
        {
            Sending.Release(taken);
            throw;
        }
        finally
        {
            SendingTurn.Release();
        }
    }

    /// <summary>Says that what <see cref="BeginSendAsync"/> allowed is done.</summary>
    public static void EndSend(int units) => Sending.Release(units);

    /// <summary>Whether another part may be fetched ahead. Nobody waits for it: who may not, reads without.</summary>
    public static bool TryBeginFetch() => Fetching.Wait(0, CancellationToken.None);

    /// <summary>Says that a fetched part was read.</summary>
    public static void EndFetch() => Fetching.Release();
}
