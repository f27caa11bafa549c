using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>What is refused is asked for once.</summary>
public sealed class RefusedRequestTests
{
    [Fact]
    public Task A_refusal_is_not_asked_for_again() =>
        EachWork.All.Except([Work.Find]).ShouldFailAsync(FaultAction.Respond(403, "AccessDenied"), StageErrorCode.AccessDenied, "refused", most: 1);

    [Theory]
    [InlineData(301, "PermanentRedirect")]
    [InlineData(307, "TemporaryRedirect")]
    public Task A_bucket_that_is_elsewhere(int status, string code) => EachWork.All.Except([Work.Find]).ShouldFailAsync(
        FaultAction.Respond(new ErrorResponse(status, code, "Elsewhere.") { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = "http://other.example.com/" } }),
        StageErrorCode.OptionInvalid,
        "region or endpoint",
        most: 1);

    [Fact]
    public Task A_range_behind_the_end_is_of_an_object_that_was_replaced() =>
        EachWork.Reading.Except([Work.List, Work.ListFolder]).ShouldFailAsync(
            FaultAction.Respond(416, "InvalidRange"), StageErrorCode.ChecksumMismatch, "was replaced after it was listed", most: 1);

    [Fact]
    public Task A_body_that_is_too_long_is_no_range() => ((Work[])[Work.Remove]).ShouldFailAsync(
        FaultAction.Respond(416, "InvalidRange"), StageErrorCode.StoreUnavailable, "did not take the request", most: 1);

    [Fact]
    public Task A_page_of_some_proxy_is_no_answer() => EachWork.All.ShouldFailAsync(
        FaultAction.Respond(new ErrorResponse(200, "OK", "") { Body = "<html><head><title>Sign in</title></head><body>Welcome</body></html>", ContentType = "text/html" }),
        StageErrorCode.StoreUnavailable,
        "not an answer of S3",
        most: 3);

    [Theory]
    [InlineData("")]
    [InlineData("<?xml version=\"1.0\"?><DeleteResult><Deleted>")]
    public Task An_answer_that_is_none_is_not_taken_for_done(string body) => EachWork.All.Where(static work => work is not (Work.ReadSmall or Work.ReadFirstRange or Work.ReadLaterRange)).ShouldFailAsync(
        FaultAction.Respond(new ErrorResponse(200, "OK", "") { Body = body }), StageErrorCode.StoreUnavailable, "", most: 5);

    [Fact]
    public Task A_web_server_that_has_no_such_page_is_no_answer() => ((Work[])[Work.List, Work.ListFolder]).ShouldFailAsync(
        FaultAction.Respond(new ErrorResponse(404, "Not Found", "") { Body = "<html><body>Not found</body></html>", ContentType = "text/html" }),
        StageErrorCode.StoreUnavailable,
        "not an answer of S3",
        most: 1);
}
