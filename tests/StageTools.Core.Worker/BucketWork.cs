using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Remote;

namespace StageTools.Core.Worker;

/// <summary>Work on buckets.</summary>
internal static class BucketWork
{
    /// <summary>Begins a file of several parts and does not end it. The keys are the environment's.</summary>
    public static async Task HoldUploadAsync(string location, string key, string endpoint)
    {
        using var connections = new BucketConnections();
        var connection = KnownStores.All.ParseConnection(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["endpoint_url"] = endpoint,
            ["path_style"] = "true",
        })!;
        var store = connections.Open(new StageUrl("s3", location.TrimEnd('/')), connection, shownAs: null);
        await using var writer = await store.CreateAsync(StageKey.Parse(key), new WriteOptions(), CancellationToken.None);
        await writer.Stream.WriteAsync(new byte[(2 * PartSizes.Smallest) + 1]);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }
}
