using System.Diagnostics;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>What goes wrong once or twice is done again, and nobody notices.</summary>
public sealed class PassingFaultTests
{
    [Fact]
    public Task A_connection_that_is_reset_before_the_answer() => ShouldPassAsync(EachWork.All, FaultAction.ResetBefore);

    [Fact]
    public Task An_answer_that_is_lost_though_the_work_was_done() => ShouldPassAsync(EachWork.All.Except([Work.Begin]), FaultAction.DropResponse);

    [Fact]
    public Task An_error_of_the_service() => ShouldPassAsync(EachWork.All, FaultAction.Respond(500, "InternalError"));

    [Fact]
    public Task A_service_that_asks_to_slow_down_twice() => ShouldPassAsync(EachWork.All, FaultAction.Respond(503, "SlowDown"), times: 2);

    [Fact]
    public Task A_line_that_breaks_in_the_body() => ShouldPassAsync(EachWork.Reading, FaultAction.ResetAfterResponseBytes(100));

    [Fact]
    public Task A_body_that_ends_too_early() => ShouldPassAsync(EachWork.Reading, FaultAction.TruncateResponseAfter(200));

    [Fact]
    public Task A_server_that_is_silent_once() =>
        ShouldPassAsync(EachWork.All.Except([Work.Complete, Work.CompleteNew, Work.Copy, Work.MoveCopy]), FaultAction.Hang, patience: TimeSpan.FromSeconds(3));

    [Fact]
    public Task A_body_that_stops_coming_once() => ShouldPassAsync(EachWork.Reading, FaultAction.HangAfterResponseBytes(100), patience: TimeSpan.FromSeconds(3));

    [Fact]
    public Task A_long_way_to_the_server() => EachWork.All.TryAsync(static async (bucket, work) =>
    {
        bucket.Proxy.Latency = TimeSpan.FromMilliseconds(300);
        var clock = Stopwatch.StartNew();
        await work.RunAsync();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        await work.ShouldBeDoneAsync();
    });

    [Fact]
    public Task A_beginning_that_was_lost_leaves_an_upload_that_can_be_found() => ((Work[])[Work.Begin]).TryAsync(static async (bucket, work) =>
    {
        bucket.Proxy.Add(FaultAction.DropResponse, work.Asks);
        await work.RunAsync();
        (await bucket.UploadCountAsync()).ShouldBe(1);
        (await bucket.Store.RemoveLeftoversAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBe(1);
        await work.ShouldBeDoneAsync();
    });

    private static Task ShouldPassAsync(IEnumerable<Work> works, FaultAction action, int times = 1, TimeSpan? patience = null) => works.TryAsync(
        async (bucket, work) =>
        {
            var fault = bucket.Proxy.Add(action, work.Asks, times);
            await work.RunAsync();
            fault.Struck.ShouldBe(times);
            await work.ShouldBeDoneAsync();

            // Nothing is done more often than it went wrong, and once: the parts of an upload are the most requests of a work.
            bucket.Proxy.RequestCount.ShouldBeLessThanOrEqualTo(8 + times);
        },
        patience);
}
