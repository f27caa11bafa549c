using StageTools.Storage.Buckets;

namespace StageTools;

/// <summary>The kinds of store that stages can lie in: here, and nowhere else, all of them are named.</summary>
public static class KnownStores
{
    /// <summary>For whoever has a text to read and no engine at hand; an engine opens stores by providers of its own.</summary>
    public static StoreProviders All { get; } = New();

    /// <summary>A line a kind of store.</summary>
    internal static StoreProviders New() => new(
        new FolderProvider(),
        new BucketProvider());
}
