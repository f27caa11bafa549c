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

/// <summary>How large the parts of an upload are. S3 takes 10,000 parts of 5 MiB to 5 GiB, and 5 TiB in all.</summary>
/// <param name="Fixed">The size of each part, in bytes; null for parts that grow, where nobody knows how much will come.</param>
internal sealed record PartSizes(long? Fixed)
{
    /// <summary>The size of a part of an ordinary file, and the most that is sent at once.</summary>
    public const int Smallest = 8 << 20;

    /// <summary>The most parts of an upload.</summary>
    public const int MostParts = 10_000;

    private const int Unit = 1 << 20;
    private const string GrowingText = "growing";

    // 8 MiB for the first parts, 23 MiB after 13 GiB, 149 MiB after 160 GiB: the square brings 10,000 parts to 5 TiB and keeps the early ones small.
    private const double Growth = 1.6e-5;

    /// <summary>Parts that grow so that 5 TiB fit into 10,000.</summary>
    public static readonly PartSizes Growing = new(Fixed: null);

    /// <summary>Parts for a file of a known size.</summary>
    public static PartSizes For(long? size) => size is not { } bytes ? Growing
        : new PartSizes(Math.Max(Smallest, (bytes + ((long)MostParts * Unit) - 1) / ((long)MostParts * Unit) * Unit));

    /// <summary>The size of one part, in bytes.</summary>
    /// <param name="number">Its number, 1 to 10,000.</param>
    public long Of(int number) => Fixed ?? Smallest + ((long)(Growth * number * number) * Unit);

    /// <summary>How many parts so many bytes make.</summary>
    public long CountFor(long size)
    {
        if (Fixed is { } part)
            return (size + part - 1) / part;

        var count = 0;
        for (; size > 0; size -= Of(count))
            count++;

        return count;
    }

    /// <summary>How the sizes are written down with the object, so that whoever reads it can verify it.</summary>
    public override string ToString() => Fixed?.ToString(CultureInfo.InvariantCulture) ?? GrowingText;

    /// <summary>Reads them back; null for what is none.</summary>
    public static PartSizes? Parse(string? text) => text == GrowingText ? Growing
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? new PartSizes(size)
        : null;
}
