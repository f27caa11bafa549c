namespace StageTools.Storage;

/// <summary>A file or folder as its store tells of it.</summary>
/// <param name="Key">The key inside the stage.</param>
/// <param name="Size">The size in bytes; 0 for a folder.</param>
/// <param name="LastModified">When its content was last written, UTC.</param>
public readonly record struct StoreItem(string Key, long Size, DateTimeOffset LastModified)
{
    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>The MD5 that the store keeps, in lower-case hexadecimal; null where it keeps none.</summary>
    public string? MD5 { get; init; }

    /// <summary>The storage class; null where the store has none.</summary>
    public string? StorageClass { get; init; }

    /// <summary>What a bucket calls this very content by (RFC 9110: entity tag), without quotes; null for a folder's files.</summary>
    public string? ETag { get; init; }

    /// <summary>Why it cannot be read, or what lies below it: a named pipe, a folder of somebody else's, a link that leads nowhere. Null for what can
    /// be.</summary>
    /// <remarks>A listing goes on behind it. Whoever reads what was listed tells it, or refuses: passed over in silence, less would be read than was
    /// named.</remarks>
    public StageException? Error { get; init; }

    /// <summary>Whether it can be read; if not, somebody is told, or it is thrown.</summary>
    internal bool IsReadable(Action<StageException>? onError)
    {
        if (Error is not null)
            (onError ?? throw Error)(Error);

        return Error is null;
    }

    /// <summary>What tells a file, in this very content, from all others; sixteen bytes, so that a million of them are remembered easily.</summary>
    internal UInt128 Fingerprint() => XxHash128.HashToUInt128(
        MemoryMarshal.AsBytes(string.Create(CultureInfo.InvariantCulture, $"{Key}\n{Size}\n{ETag}\n{LastModified.UtcTicks}").AsSpan()));

    /// <summary>Whether this is the same content, as far as its store can tell: by the entity tag, else by size and time.</summary>
    public bool HasSameContent(StoreItem other) =>
        Size == other.Size && (ETag is not null && other.ETag is not null ? ETag == other.ETag : LastModified == other.LastModified);
}
