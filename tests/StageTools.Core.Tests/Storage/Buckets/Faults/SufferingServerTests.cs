using System.Diagnostics;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Transfer;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>A real server that is throttled, full, suspended, stuck, or gone.</summary>
[Collection(S3Server.Suffering)]
public sealed class SufferingServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_throttled_server_takes_sixteen_files_at_once_or_says_so_and_the_rest_later()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        for (var n = 0; n < 16; n++)
            await File.WriteAllBytesAsync(folder.At($"{n:00}"), FaultyBucket.Content(2 << 20, n), Token);
        List<StageCopy> copies;
        await using (await bucket.Server.ThrottleAsync(2))
            copies = await new CopyJob(new CopyOptions { ThrottleLimit = 16 }).RunAsync(Copies.All(folder.Place, bucket.Place), Token).ToListAsync();
        copies.Count.ShouldBe(16);
        foreach (var copy in copies.Where(static copy => copy.Error is not null))
            copy.Error!.Code.ShouldBe(StageErrorCode.StoreUnavailable);

        (await Copies.All(folder.Place, bucket.Place).RunAsync(IfFileExists.Update)).ShouldAllBe(static copy => copy.Error == null);
        foreach (var file in folder.Files)
            await bucket.ShouldHoldAsync(file, await File.ReadAllBytesAsync(folder.At(file), Token));
    }

    [Fact]
    public async Task A_full_bucket_says_so_and_keeps_nothing_of_what_does_not_fit()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        await using (await bucket.Server.LimitBucketsAsync(bytes: 1 << 20))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), Token);
            (await StageErrorCode.StoreFull.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(2 << 20)))).Message.ShouldContain("No space is left");
            await StageErrorCode.StoreFull.ShouldFailAsync(() => bucket.WriteAsync("b", FaultyBucket.Content(FaultyBucket.ThreeParts)));
            await bucket.ShouldBeEmptyAsync();
        }
    }

    [Fact]
    public async Task An_account_that_is_suspended_is_told()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        await bucket.PutAsync("small", FaultyBucket.Content(100_000));
        await using (await bucket.Server.SuspendAsync())
        {
            foreach (var work in (Work[])[Work.List, Work.Find, Work.ReadSmall, Work.Put, Work.Part, Work.Copy, Work.MoveCopy, Work.Remove])
                (await StageErrorCode.AccessDenied.ShouldFailAsync(() => new BucketWork(bucket, work).RunAsync())).Message.ShouldContain("suspended");
        }

        (await bucket.KeysAsync()).ShouldBe(["small"]);
    }

    [Fact]
    public async Task A_server_that_is_stuck_is_given_up_soon()
    {
        await using var bucket = await FaultyBucket.CreateAsync(TimeSpan.FromSeconds(2));
        await bucket.PutAsync("small", FaultyBucket.Content(100_000));
        await using (await bucket.Server.HangAsync())
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(((Work[])[Work.List, Work.Find, Work.ReadSmall, Work.Put, Work.Part, Work.Remove]).Select(async work =>
                (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => new BucketWork(bucket, work).RunAsync())).Message.ShouldContain("did not answer in time")));
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_killed_amid_transfers_and_started_again(bool isUpload)
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        using var folder = new TestFolder();
        for (var n = 0; n < 6; n++)
        {
            await File.WriteAllBytesAsync(folder.At($"{n}"), FaultyBucket.Content(FaultyBucket.ThreeParts, n), Token);
            if (!isUpload)
                await bucket.WriteAsync($"{n}", FaultyBucket.Content(FaultyBucket.ThreeParts, n));
        }

        using var target = new TestFolder();
        var (from, to) = isUpload ? (folder.Place, bucket.Place) : (bucket.Place, target.Place);
        bucket.Proxy.Latency = TimeSpan.FromMilliseconds(100);
        bucket.Proxy.Clear();
        var running = Copies.All(from, to).RunAsync();
        await Waiting.UntilAsync(() => bucket.Proxy.Requests.Any(request =>
            request.Method == (isUpload ? "PUT" : "GET") && request.Path.Contains("/in/", StringComparison.Ordinal)));
        running.IsCompleted.ShouldBeFalse();
        await using (await bucket.Server.KillGatewayAsync())
            await Task.Delay(100, Token);
        bucket.Proxy.Latency = TimeSpan.Zero;

        // A file that could not be saved is told of; all others are there, and it is when that is run again.
        (await running.WaitAsync(TimeSpan.FromSeconds(60), Token)).Where(static copy => copy.Error is not null).ShouldAllBe(static copy => copy.Error!.Code == StageErrorCode.StoreUnavailable);
        (await Copies.All(from, to).RunAsync(IfFileExists.Update)).ShouldAllBe(static copy => copy.Error == null);
        foreach (var file in folder.Files)
            await bucket.ShouldHoldAsync(file, await File.ReadAllBytesAsync((isUpload ? folder : target).At(file), Token));
        await bucket.Store.RemoveLeftoversAsync(TimeSpan.Zero, Token);
        (await bucket.UploadCountAsync()).ShouldBe(0);
    }
}
