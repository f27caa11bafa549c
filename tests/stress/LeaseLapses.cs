using StageTools.Core.Tests;
using StageTools.Core.Tests.Servers;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.TestServers;

namespace StageTools.Stress;

/// <summary>A job in a bucket whose signs of life do not get through: another may have taken its place, and it must not go on.</summary>
public sealed class LeaseLapses
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_gave_no_sign_of_life_in_time_is_given_up_for_good()
    {
        await using var place = await StressPlace.BucketAsync(S3Server.Required);
        using var proxy = S3Server.Required.Proxy();
        var job = JobName.Of(StageKey.Parse("out"), string.Empty, Guid.NewGuid().ToString("N"));
        var lease = await place.Through(proxy).Jobs.TakeAsync(job, JobOwner.Now(), Token);
        await lease.RequireAsync(Token);
        proxy.Add(FaultAction.Respond(503, "SlowDown"), static request => request.Method == "PUT", int.MaxValue);
        await Task.Delay(StressPlace.Lease, Token);
        proxy.ClearFaults();
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => lease.RequireAsync(Token));
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => lease.RequireAsync(Token));

        // Meanwhile another takes it for dead.
        (await place.RunAgainAsync("out/", "parts", 0, 20)).ShouldBeNull();
        (await place.IdsAsync()).ShouldBe(Enumerable.Range(0, 20));
        await lease.EndAsync(keep: true);
    }

    [Fact]
    public async Task A_sign_of_life_that_got_through_too_late_is_none()
    {
        await using var place = await StressPlace.BucketAsync(S3Server.Required);
        using var proxy = S3Server.Required.Proxy();
        var job = JobName.Of(StageKey.Parse("out"), string.Empty, Guid.NewGuid().ToString("N"));
        var lease = await place.Through(proxy).Jobs.TakeAsync(job, JobOwner.Now(), Token);

        // A renewal is two requests: asks for its journal, writes it.
        proxy.Latency = StressPlace.Lease / 2;
        var late = lease.RequireAsync(Token);
        (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => late)).Message.ShouldContain("gave no sign of life");
        proxy.Latency = TimeSpan.Zero;
        await lease.EndAsync(keep: false);
    }
}
