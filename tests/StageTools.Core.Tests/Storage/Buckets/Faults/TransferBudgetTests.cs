using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>However many transfers fail, those that follow have all the memory that they may use, and no one else uses it.</summary>
public sealed class TransferBudgetTests
{
    private const int Large = 100 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_failed_and_stopped_transfers_take_nothing_from_those_that_follow()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var content = FaultyBucket.Content(FaultyBucket.ThreeParts, seed: 3);
        await bucket.WriteAsync("a", content);
        bucket.Proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Parameter("partNumber") == "2", 25);
        bucket.Proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Header("Range")?.StartsWith("bytes=8388608-", StringComparison.Ordinal) == true, 25);
        bucket.Proxy.Latency = TimeSpan.FromMilliseconds(30);
        var random = new Random(4);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (n, _) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            if (n >= 50)
                stop.CancelAfter(random.Next(10, 250));
            try
            {
                await (n % 2 == 0 ? bucket.SendAsync("b", content, overwrite: true, stop.Token) : bucket.ReadAsync("a", stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or StageException)
            {
                // As it should.
            }
        });
        bucket.Proxy.ClearFaults();
        bucket.Proxy.Latency = TimeSpan.Zero;

        (await bucket.UploadCountAsync()).ShouldBe(0);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async n =>
        {
            var large = FaultyBucket.Content(Large, n);
            await bucket.WriteAsync($"large{n}", large);
            (await bucket.ReadAsync($"large{n}", Token)).AsSpan().SequenceEqual(large).ShouldBeTrue();
        })).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }
}
