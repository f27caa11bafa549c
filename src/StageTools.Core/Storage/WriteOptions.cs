namespace StageTools.Storage;

/// <summary>How a file is written.</summary>
/// <param name="Overwrite">Whether a file that is there may be replaced; without it, one that is there when the write is committed is an
/// error.</param>
public sealed record WriteOptions(bool Overwrite = false)
{
    /// <summary>The time to give the file; null for now.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether what was stored is read back and compared before it is shown.</summary>
    public bool Verify { get; init; }

    /// <summary>The storage class; null for the stage's own, or the bucket's.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How many bytes will come, where known; space is asked for in time.</summary>
    public long? ExpectedSize { get; init; }
}
