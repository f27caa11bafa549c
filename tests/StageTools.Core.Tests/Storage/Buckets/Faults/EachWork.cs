namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>One fault for each kind of request. All at the same time, each with a bucket and a proxy of its own: most of the time they wait.</summary>
internal static class EachWork
{
    public static IReadOnlyList<Work> All => Enum.GetValues<Work>();

    /// <summary>Those whose answers have a body that matters.</summary>
    public static IEnumerable<Work> Reading => All.Where(static work => work <= Work.ReadLaterRange && work != Work.Find);

    /// <summary>Tries each; what goes wrong is told by its name.</summary>
    public static async Task TryAsync(this IEnumerable<Work> works, Func<FaultyBucket, BucketWork, Task> attempt, TimeSpan? patience = null)
    {
        var failures = await Task.WhenAll(works.Select(async work =>
        {
            await using var bucket = await FaultyBucket.CreateAsync(patience);
            try
            {
                var doing = new BucketWork(bucket, work);
                await doing.PrepareAsync();
                bucket.Proxy.Clear();
                await attempt(bucket, doing);
                return null;
            }
            catch (Exception e)
            {
                return $"{work}: {e}\n{string.Join('\n', bucket.Proxy.Requests)}";
            }
        }));
        failures.Where(static failure => failure is not null).ShouldBeEmpty();
    }
}
