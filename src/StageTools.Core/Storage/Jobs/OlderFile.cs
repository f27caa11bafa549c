namespace StageTools.Storage.Jobs;

/// <summary>A file that leaves, or whose place a new one takes.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
/// <param name="ETag">Its entity tag; null in folders.</param>
internal sealed record OlderFile(string Key, long Size, long Modified, string? ETag)
{
    /// <summary>Whether a file is still as it was.</summary>
    public bool Is(StoreItem there) => there is { IsFolder: false }
        && there.HasSameContent(
            new StoreItem(Key, Size, new DateTimeOffset(Math.Clamp(Modified, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero)) { ETag = ETag });
}
