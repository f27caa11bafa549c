using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Buckets.Services;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Nothing is overwritten unless asked, and not every file costs a question.</summary>
public sealed class WriteConditionsTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Files = WriteConditions.WritesBefore + 4;

    [Fact]
    public async Task A_service_that_keeps_the_condition_is_no_longer_asked_for_each_file()
    {
        using var proxy = BucketFolder.Proxy();
        var store = await WriteFilesAsync(proxy);
        proxy.Requests.Count(static r => r.Method == "HEAD").ShouldBe(WriteConditions.WritesBefore);
        proxy.Requests.Count(static r => r is { Method: "PUT", Status: 412 }).ShouldBe(1);

        await Folder.PutAsync("there", "theirs");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(store, "there", [1]));
        (await store.ReadTextAsync("there")).ShouldBe("theirs");
    }

    [Fact]
    public async Task A_service_of_which_it_cannot_be_told_is_asked_for_each_file()
    {
        using var proxy = BucketFolder.Proxy();
        var put = 0;
        proxy.Add(FaultAction.Respond(501, "NotImplemented"), request => request.Method == "PUT" && ++put == WriteConditions.WritesBefore + 1);
        await WriteFilesAsync(proxy);
        proxy.Requests.Count(static r => r.Method == "HEAD").ShouldBe(Files);
        put.ShouldBe(Files + 1);
    }

    private async Task<BucketStore> WriteFilesAsync(S3Proxy proxy)
    {
        var store = Folder.Open(proxy);
        for (var i = 0; i < Files; i++)
            await WriteAsync(store, $"f{i}", [(byte)i], new WriteOptions { ExpectedSize = 1 });
        (await Folder.KeysAsync()).Count.ShouldBe(Files);
        return store;
    }
}
