using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>A write that must not replace anything, while somebody else writes or removes the same object (409).</summary>
public sealed class WriteConflictTests
{
    private static readonly FaultAction Conflict = FaultAction.Respond(409, "ConditionalRequestConflict");

    [Fact]
    public async Task A_small_file_is_written_again_a_moment_later()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var fault = bucket.Proxy.Add(Conflict, static request => request.Method == "PUT", times: 2);
        var content = FaultyBucket.Content(1000);
        await bucket.WriteAsync("a", content, overwrite: false);
        fault.Struck.ShouldBe(2);
        await bucket.ShouldHoldAsync("a", content);
    }

    [Fact]
    public async Task A_conflict_that_lasts_is_not_told_as_a_file_that_is_there()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(Conflict, static request => request.Method == "PUT", times: int.MaxValue);
        (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(1000), overwrite: false)))
            .Message.ShouldContain("somebody else at that moment");
        await bucket.ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task An_upload_in_parts_is_given_up_and_told_as_what_it_is()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(Conflict, static request => request.Method == "POST" && request.Asks("uploadId"));
        (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(FaultyBucket.ThreeParts), overwrite: false)))
            .Message.ShouldContain("somebody else at that moment");
        await bucket.ShouldBeEmptyAsync();
    }
}
