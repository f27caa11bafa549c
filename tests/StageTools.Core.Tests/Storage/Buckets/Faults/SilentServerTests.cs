using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>A server that says nothing is asked twice.</summary>
public sealed class SilentServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public Task A_server_that_never_answers() => EachWork.All.Except([Work.Complete, Work.CompleteNew, Work.Copy, Work.MoveCopy]).ShouldFailAsync(
        FaultAction.Hang, StageErrorCode.StoreUnavailable, "did not answer in time", most: 2, Patience);

    [Fact]
    public Task An_answer_that_stops_in_the_middle() => EachWork.Reading.ShouldFailAsync(
        FaultAction.HangAfterResponseBytes(0), StageErrorCode.StoreUnavailable, "did not answer in time", most: 2, Patience);
}
