namespace StageTools.Databases.Loading;

/// <summary>What the ledger says of a file that was loaded.</summary>
/// <param name="Size">Its size then, in bytes.</param>
/// <param name="ETag">Its entity tag then; empty where its store has none.</param>
/// <param name="LastModified">Its time then.</param>
/// <param name="WithPurge">Whether it was to go when its rows were committed.</param>
internal sealed record LoadedFile(long Size, string? ETag, string? LastModified, bool WithPurge);
