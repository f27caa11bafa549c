using System.Diagnostics;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>What goes wrong each time is an error in the end, soon, in one sentence; and what was to be changed is as it was.</summary>
internal static class LastingFaults
{
    /// <summary>Each of the works fails so.</summary>
    /// <param name="works">What is tried.</param>
    /// <param name="action">What befalls the request that the work is about, each time.</param>
    /// <param name="code">The error.</param>
    /// <param name="sentence">What its message has in it.</param>
    /// <param name="most">How often it may be asked for.</param>
    /// <param name="patience">How long an attempt is waited for.</param>
    public static Task ShouldFailAsync(
        this IEnumerable<Work> works, FaultAction action, StageErrorCode code, string sentence, int most = 5, TimeSpan? patience = null) => works.TryAsync(
        async (bucket, work) =>
        {
            var fault = bucket.Proxy.Add(action, work.Asks, int.MaxValue);
            var clock = Stopwatch.StartNew();
            var error = await code.ShouldFailAsync(work.RunAsync);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            error.Message.ShouldContain(sentence);
            error.Message.ShouldEndWith(".");
            fault.Struck.ShouldBeInRange(1, most);
            bucket.Proxy.ClearFaults();
            await work.ShouldBeAsBeforeAsync();
        },
        patience);
}
