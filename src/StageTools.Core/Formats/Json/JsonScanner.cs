namespace StageTools.Formats.Json;

/// <summary>Finds one JSON object at the front of the unread bytes, without looking at what is in it.</summary>
internal abstract class JsonScanner
{
    /// <summary>Where the object begins; what stands before it is blank.</summary>
    public int Start { get; protected set; }

    /// <summary>How many bytes the object has; 0 where there is none to hand out and <see cref="Consumed"/> can be skipped.</summary>
    public int Length { get; protected set; }

    /// <summary>How many bytes are done with.</summary>
    public int Consumed { get; protected set; }

    /// <summary>Looks for an object; false where more bytes are needed.</summary>
    /// <param name="unread">From where the last one ended.</param>
    /// <param name="ended">Whether no more bytes will come.</param>
    /// <param name="line">The line on which they begin.</param>
    public abstract bool TryScan(ReadOnlySpan<byte> unread, bool ended, long line);

    protected static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
