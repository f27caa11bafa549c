using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Remote;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Lines, memory and turns are given back, however a transfer ends: the next one finds all of them.</summary>
public sealed class BucketBudgetTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Part = PartSizes.Smallest;
    private const int Large = (6 * Part) + 1;

    [Fact]
    public async Task Reads_that_were_cancelled_hold_nothing()
    {
        // More of them than a server has lines.
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        for (var round = 0; round < 80; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            await using var stream = await Store.OpenReadAsync(file, round % 2 == 0 ? 0 : Part - 10, stop.Token);
            await stream.ReadExactlyAsync(new byte[round % 2 == 0 ? 10 : 20], Token);
            await stop.CancelAsync();
        }

        await AllIsThereAsync(Store, content);
    }

    [Fact]
    public async Task Reads_that_seek_hold_nothing()
    {
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        await using (var stream = await Store.OpenReadAsync(file, 0, Token))
        {
            for (var round = 0; round < 40; round++)
            {
                stream.Position = Part - 10;
                await stream.ReadExactlyAsync(new byte[20], Token);
            }
        }

        await AllIsThereAsync(Store, content);
    }

    [Fact]
    public async Task A_seek_does_not_wait_for_what_was_asked_for_ahead()
    {
        using var proxy = BucketFolder.Proxy();
        var content = BucketFolder.Random(Large);
        var file = await WriteAsync(Store, "a", content);
        await using var stream = await Folder.Open(proxy).OpenReadAsync(file, Part - 10, Token);
        proxy.Add(FaultAction.Hang, static request => request.Header("Range") is { } range && !range.StartsWith($"bytes={Part}-", StringComparison.Ordinal), int.MaxValue);
        await stream.ReadExactlyAsync(new byte[20], Token);
        proxy.ClearFaults();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        stream.Position = 5;
        await stream.ReadExactlyAsync(new byte[20], Token);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Writes_that_failed_or_were_cancelled_hold_nothing()
    {
        using var proxy = BucketFolder.Proxy();
        var store = Folder.Open(proxy);
        var content = BucketFolder.Random(Large);
        for (var round = 0; round < 50; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            proxy.ClearFaults();
            var fault = proxy.Add((round % 3) switch
            {
                0 => FaultAction.Respond(403, "AccessDenied"),
                1 => FaultAction.Hang,
                _ => FaultAction.Respond(400, "EntityTooSmall"),
            }, request => request.Asks(round % 4 == 0 ? "uploads" : "partNumber"));
            var writing = WriteAsync();
            if (round % 3 == 1)
            {
                await Waiting.UntilAsync(() => fault.Struck > 0 || writing.IsCompleted);
                await stop.CancelAsync();
            }

            await Should.ThrowAsync<Exception>(() => writing);

            Task<StoreItem> WriteAsync() => store.WriteAsync(Key($"{round}"), new MemoryStream(content, 0, Part + 10), new WriteOptions(Overwrite: true), stop.Token);
        }

        proxy.ClearFaults();
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBeEmpty();
        await WriteAsync(store, "a", content);
        await AllIsThereAsync(store, content);
    }

    [Fact]
    public async Task Many_writers_at_once_do_not_wait_for_each_other_forever()
    {
        await Parallel.ForAsync(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Token }, async (n, token) =>
        {
            using var content = new MemoryStream(new byte[Part + (n * 1000) + 1]);
            await Store.WriteAsync(Key($"{n:00}"), content, new WriteOptions(), token);
        });
        (await Folder.KeysAsync()).Count.ShouldBe(12);
    }

    /// <summary>Reads ahead as if it were the first, through as many lines at once as there are.</summary>
    private static async Task AllIsThereAsync(BucketStore store, byte[] content)
    {
        var file = await FindAsync(store, "a");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await using (var all = await store.OpenReadAsync(file, 0, limit.Token))
        {
            using var read = new MemoryStream();
            await all.CopyToAsync(read, limit.Token);
            ShouldBeSame(read.ToArray(), content);
        }

        // All places for ranges ahead are free again; another test may hold one for a moment.
        var places = 0;
        for (var wait = 0; wait < 400 && places < 8; wait++)
        {
            places = 0;
            while (PartBuffers.TryBeginFetch())
                places++;
            for (var n = 0; n < places; n++)
                PartBuffers.EndFetch();
            if (places < 8)
                await Task.Delay(25, Token);
        }

        places.ShouldBe(8);
    }
}
