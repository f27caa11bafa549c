using StageTools.Core.Tests.Stages;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Test-Stage where the small file that it wrote cannot be read, or not be removed.</summary>
public sealed class ProbeFaultTests
{
    private static readonly FaultAction Denied = FaultAction.Respond(403, "AccessDenied");

    [Fact]
    public async Task What_cannot_be_read_does_not_stay()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(Denied, static request => request.Method == "GET" && request.Path.Contains("stagetools-test-", StringComparison.Ordinal));
        var read = await ReadCheckAsync(bucket);
        read.Passed.ShouldBeFalse();
        read.Message.ShouldContain("Access to");
        await bucket.ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task What_cannot_be_removed_is_named()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(Denied, static request => request.Method == "DELETE" || request.Asks("delete"));
        var read = await ReadCheckAsync(bucket);
        read.Passed.ShouldBeFalse();
        read.Message.ShouldContain($"'@lake/{(await bucket.KeysAsync()).ShouldHaveSingleItem()}' could not be removed and is still there");
    }

    private static async Task<StageCheck> ReadCheckAsync(FaultyBucket bucket)
    {
        using var stages = new TestStages();
        await stages.CreateAsync(new StageDefinition(StageName.Parse("lake")) { Url = KnownStores.All.ParseUrl($"s3://{bucket.Name}/in/", "/"), Connection = bucket.Settings($"http://127.0.0.1:{bucket.Proxy.Port}") });
        StageCheck? last = null;
        await foreach (var check in new StageProbe(stages.Engine.Stages).RunAsync(StageName.Parse("lake"), repair: null, TestContext.Current.CancellationToken))
            last = check;
        last.ShouldNotBeNull().Check.ShouldBe("Read");
        return last;
    }
}
