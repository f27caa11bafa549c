using System.Diagnostics;
using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Ctrl+C: the work ends at once, and no half of it is left.</summary>
public sealed class CancellationTests
{
    // What it may take on a busy machine; an upload waits up to two seconds for its parts to be given up.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Whatever_waits_for_a_server_that_hangs() => EachWork.All.TryAsync(static async (bucket, work) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hanging = new TaskCompletionSource();
        bucket.Proxy.Add(FaultAction.Hang, request => work.Asks(request) && hanging.TrySetResult());
        var running = work.RunUntilAsync(stop.Token);
        await hanging.ReachedAsync();
        await Task.Delay(100, Token);
        await ShouldEndAsync(running, stop, Soon);
        await work.ShouldBeAsBeforeAsync();
    });

    [Fact]
    public Task Whatever_waits_between_two_attempts() => EachWork.All.TryAsync(static async (bucket, work) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        bucket.Proxy.Add(FaultAction.Respond(503, "SlowDown"), work.Asks, int.MaxValue);
        var running = work.RunUntilAsync(stop.Token);
        await Waiting.UntilAsync(() => bucket.Proxy.Requests.Count(static request => request.Status == 503) >= 2);
        await ShouldEndAsync(running, stop, Soon);
        await work.ShouldBeAsBeforeAsync();
    });

    [Fact]
    public Task A_body_that_stopped_coming() => EachWork.Reading.TryAsync(static async (bucket, work) =>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hanging = new TaskCompletionSource();
        bucket.Proxy.Add(FaultAction.HangAfterResponseBytes(100), request => work.Asks(request) && hanging.TrySetResult());
        var running = work.RunUntilAsync(stop.Token);
        await hanging.ReachedAsync();
        await Task.Delay(300, Token);
        await ShouldEndAsync(running, stop, AtOnce);
    });

    [Fact]
    public async Task A_server_that_is_gone_for_good_does_not_hold_up_the_end_of_an_upload()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        bucket.Proxy.Add(FaultAction.Hang, static request => request.Asks("uploadId"), int.MaxValue);
        var running = new BucketWork(bucket, Work.Part).RunUntilAsync(stop.Token);
        await Waiting.UntilAsync(() => bucket.Proxy.Requests.Any(static request => request.Method == "PUT"));
        await ShouldEndAsync(running, stop, Soon);
        bucket.Proxy.ClearFaults();
        (await bucket.Store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        await bucket.ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData(150)]
    [InlineData(600)]
    public async Task A_copy_of_many_files_into_a_bucket(int milliseconds)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        for (var n = 0; n < 4; n++)
            await File.WriteAllBytesAsync(folder.At($"large{n}"), FaultyBucket.Content(FaultyBucket.ThreeParts, n), Token);
        for (var n = 0; n < 40; n++)
            folder.Write($"small{n}");
        bucket.Proxy.Latency = TimeSpan.FromMilliseconds(100);
        await ShouldStopAsync(folder.Place, bucket.Place, milliseconds, Soon);
        bucket.Proxy.Latency = TimeSpan.Zero;
        (await bucket.UploadCountAsync()).ShouldBe(0);
        foreach (var key in await bucket.KeysAsync())
            await bucket.ShouldHoldAsync(key, await File.ReadAllBytesAsync(folder.At(key), Token));
        (await Copies.All(folder.Place, bucket.Place).RunAsync(IfFileExists.Update)).ShouldAllBe(static copy => copy.Error == null);
        (await bucket.KeysAsync()).Count.ShouldBe(44);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public async Task A_copy_of_many_files_out_of_a_bucket(int milliseconds)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        for (var n = 0; n < 4; n++)
            await bucket.WriteAsync($"large{n}", FaultyBucket.Content(FaultyBucket.ThreeParts, n));
        bucket.Proxy.Latency = TimeSpan.FromMilliseconds(100);
        await ShouldStopAsync(bucket.Place, folder.Place, milliseconds, AtOnce);
        foreach (var file in folder.Files)
            await bucket.ShouldHoldAsync(file, await File.ReadAllBytesAsync(folder.At(file), Token));
        bucket.Proxy.Latency = TimeSpan.Zero;
        (await Copies.All(bucket.Place, folder.Place).RunAsync(IfFileExists.Update)).ShouldAllBe(static copy => copy.Error == null);
        folder.Files.Count.ShouldBe(4);
    }

    private static async Task ShouldStopAsync(IStore from, IStore to, int milliseconds, TimeSpan most)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var files = CopyPlan.Folder(from, StageKey.Root, new Target(to, StageKey.Root, IsFolder: true), stop.Token);
        var running = new CopyJob(new CopyOptions { ThrottleLimit = 16 }).RunAsync(files, stop.Token).ToListAsync();
        await Task.Delay(milliseconds, Token);
        await ShouldEndAsync(running, stop, most);
    }

    private static async Task ShouldEndAsync(Task running, CancellationTokenSource stop, TimeSpan most)
    {
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        clock.Elapsed.ShouldBeLessThan(most);
    }
}
