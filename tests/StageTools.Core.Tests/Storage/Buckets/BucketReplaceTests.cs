using System.Text;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Remote;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>An object that takes the place of a certain other, and of nothing else.</summary>
public sealed class BucketReplaceTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Part = PartSizes.Smallest;

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task What_was_to_be_replaced_is_replaced(int size)
    {
        await Folder.PutAsync("a", "old");
        await using var writer = await BeginAsync(Store, BucketFolder.Random(size));
        await writer.CommitAsync(Token);
        (await FindAsync(Store, "a")).Size.ShouldBe(size);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task What_somebody_wrote_meanwhile_stays(int size)
    {
        await Folder.PutAsync("a", "old");
        await using (var writer = await BeginAsync(Store, BucketFolder.Random(size)))
        {
            await Folder.PutAsync("a", "theirs");
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        (await Store.ReadTextAsync("a")).ShouldBe("theirs");
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task What_was_removed_meanwhile_does_not_come_back(int size)
    {
        await Folder.PutAsync("a", "old");
        await using (var writer = await BeginAsync(Store, BucketFolder.Random(size)))
        {
            (await Store.RemoveAsync("a")).ShouldBeNull();
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        }

        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_wrote_just_before_the_write_stays()
    {
        // After the last look, and before the write itself.
        using var proxy = BucketFolder.Proxy();
        await Folder.PutAsync("a", "old");
        await using var writer = await BeginAsync(Folder.Open(proxy), [1]);
        proxy.Add(FaultAction.Respond(500, "InternalError"), request =>
        {
            if (request.Method == "PUT")
                Folder.PutAsync("a", "theirs").GetAwaiter().GetResult();
            return false;
        });
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => writer.CommitAsync(Token));
        (await Store.ReadTextAsync("a")).ShouldBe("theirs");
    }

    [Fact]
    public async Task Of_several_that_append_at_once_each_is_there_or_told()
    {
        await Folder.PutAsync("a", "|");
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => AppendAsync((char)('a' + n))));
        var all = await Store.ReadTextAsync("a");
        told.Select((count, n) => (count, there: all.Count(c => c == 'a' + n))).ShouldAllBe(static n => n.count == n.there);
        told.Sum().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(412, "PreconditionFailed", 10)]
    [InlineData(501, "NotImplemented", 10)]
    [InlineData(501, "NotImplemented", Part + 1)]
    public async Task A_server_that_does_not_know_the_condition_has_the_last_look_alone(int status, string code, int size)
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(status, code), static request => request.Header("if-match") is not null && request.Method is "PUT" or "POST");
        await Folder.PutAsync("a", "old");
        await using (var writer = await BeginAsync(Folder.Open(proxy), BucketFolder.Random(size)))
            await writer.CommitAsync(Token);
        (await FindAsync(Store, "a")).Size.ShouldBe(size);
        await using (var late = await BeginAsync(Folder.Open(proxy), [1]))
        {
            await Folder.PutAsync("a", "theirs");
            await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => late.CommitAsync(Token));
        }
    }

    private async Task<int> AppendAsync(char letter)
    {
        var told = 0;
        for (var n = 0; n < 25; n++)
        {
            try
            {
                var old = await FindAsync(Store, "a");
                await using var writer = await Store.CreateAsync(Key("a"), new WriteOptions(Overwrite: true) { Replaces = old }, Token);
                await writer.Stream.WriteAsync(await ReadAsync(Store, old), Token);
                await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes([letter]), Token);
                await writer.CommitAsync(Token);
                told++;
            }
            catch (StageException e) when (e.Code is StageErrorCode.ChecksumMismatch or StageErrorCode.StoreUnavailable)
            {
                // Another was first.
            }
        }

        return told;
    }

    private static async Task<StoreWriter> BeginAsync(BucketStore store, byte[] content)
    {
        var writer = await store.CreateAsync(Key("a"), new WriteOptions(Overwrite: true) { Replaces = await FindAsync(store, "a") }, Token);
        await writer.Stream.WriteAsync(content, Token);
        return writer;
    }
}
