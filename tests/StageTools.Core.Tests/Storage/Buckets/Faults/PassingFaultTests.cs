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
    public Task An_answer_to_what_was_left_of_another_request() => ShouldPassAsync(EachWork.All, FaultAction.Respond(405, "MethodNotAllowed"));

    [Fact]
    public Task A_line_that_breaks_in_the_body() => ShouldPassAsync(EachWork.Reading, FaultAction.ResetAfterResponseBytes(100));

    [Fact]
    public Task A_body_that_ends_too_early() => ShouldPassAsync(EachWork.Reading, FaultAction.TruncateResponseAfter(200));

    public static TheoryData<string, string> NoAnswers => new()
    {
        { "", "application/xml" },
        { "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>b</Name><Contents><Key>small</Key>", "application/xml" },
        { "<html><head><title>Sign in</title></head><body>Welcome</body></html>", "text/html" },
    };

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public Task An_answer_that_is_none_once(string body, string type) =>
        ShouldPassAsync(EachWork.All.Except(Content), FaultAction.Respond(Answer(body, type)));

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public Task An_answer_that_is_none_once_to_what_was_done(string body, string type) =>
        ShouldPassAsync(EachWork.All.Except(Content).Except([Work.Begin]), FaultAction.Replace(Answer(body, type)));

    [Fact]
    public Task An_error_in_an_answer_that_began_well() =>
        ShouldPassAsync([Work.Complete, Work.CompleteNew, Work.Copy, Work.MoveCopy], FaultAction.Respond(Answer("<Error><Code>InternalError</Code><Message>Try again</Message></Error>", "application/xml")));

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

    // Whose answers are the objects' own bytes: those are counted and compared.
    private static IEnumerable<Work> Content => [Work.ReadSmall, Work.ReadFirstRange, Work.ReadLaterRange];

    private static ErrorResponse Answer(string body, string type) => new(200, "OK", "") { Body = body, ContentType = type };

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
