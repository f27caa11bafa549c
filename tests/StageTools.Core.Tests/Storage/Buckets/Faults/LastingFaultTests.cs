using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>What is tried again, in vain.</summary>
public sealed class LastingFaultTests
{
    // At the same time: it is the same wait, of up to fifteen seconds.
    [Fact]
    public Task A_service_that_goes_on_asking_to_slow_down_or_failing_or_breaking_off() => Task.WhenAll(
        EachWork.All.ShouldFailAsync(FaultAction.Respond(503, "SlowDown"), StageErrorCode.StoreUnavailable, "asks to slow down"),
        EachWork.All.ShouldFailAsync(FaultAction.Respond(500, "InternalError"), StageErrorCode.StoreUnavailable, "failed for"),
        EachWork.All.ShouldFailAsync(FaultAction.ResetBefore, StageErrorCode.StoreUnavailable, "broke off", most: 12),

        // S3 says 200 to what takes long before it knows how that ends.
        ((Work[])[Work.Complete, Work.CompleteNew, Work.Copy, Work.MoveCopy]).ShouldFailAsync(FaultAction.Respond(200, "InternalError"), StageErrorCode.StoreUnavailable, "failed for"));

    [Fact]
    public Task A_clock_that_differs() =>
        EachWork.All.Except([Work.Find]).ShouldFailAsync(FaultAction.Respond(403, "RequestTimeTooSkewed"), StageErrorCode.StoreUnavailable, "clock differs");

    [Fact]
    public Task A_file_that_breaks_off_at_the_same_place_each_time() => ((Work[])[Work.ReadSmall, Work.ReadFirstRange, Work.ReadLaterRange]).ShouldFailAsync(
        FaultAction.TruncateResponseAfter(0), StageErrorCode.StoreUnavailable, "broke off", most: 6);
}
