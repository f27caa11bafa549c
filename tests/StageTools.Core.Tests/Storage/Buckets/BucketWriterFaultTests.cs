using StageTools.Storage;
using StageTools.Storage.Remote;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>DESIGN, rule 4, for buckets, where the line or the service fails: a file is there whole, or nothing is.</summary>
public sealed class BucketWriterFaultTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Part = PartSizes.Smallest;

    [Fact]
    public async Task What_is_cancelled_while_a_part_is_sent_was_never_there()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Hang, static request => request.Asks("partNumber"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writing = Folder.Open(proxy).WriteAsync(Key("a"), new MemoryStream(new byte[3 * Part]), new WriteOptions(), stop.Token);
        await Waiting.UntilAsync(() => proxy.RequestCount >= 3);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_that_is_refused_fails_the_file_and_leaves_nothing()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Parameter("partNumber") == "2");
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => WriteAsync(Folder.Open(proxy), "a", new byte[(12 * Part) + 1]));
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_goes_on_after_a_lost_part_cannot_commit_a_file_with_a_hole()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Asks("uploads"));
        await using var writer = await Folder.Open(proxy).CreateAsync(Key("a"), new WriteOptions(), Token);
        await Should.ThrowAsync<StageException>(() => writer.Stream.WriteAsync(new byte[Part + 1], Token).AsTask());
        using (var stop = new CancellationTokenSource())
        {
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => writer.Stream.WriteAsync(new byte[2 * Part], stop.Token).AsTask());
        }

        await Should.ThrowAsync<StageException>(() => writer.CommitAsync(Token));
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Part + 1)]
    public async Task A_changed_byte_on_the_way_is_noticed_and_sent_again(int size)
    {
        var content = BucketFolder.Random(size);
        using var proxy = BucketFolder.Proxy();
        var fault = proxy.Add(FaultAction.CorruptRequestByte(5), static request => request.Method == "PUT");
        await WriteAsync(Folder.Open(proxy), "a", content);
        fault.Struck.ShouldBe(1);
        ShouldBeSame(await Folder.ReadAsync("a"), content);
    }

    [Theory]
    [InlineData("PUT", 10, false)]
    [InlineData("PUT", 10, true)]
    [InlineData("PUT", Part + 1, true)]
    [InlineData("POST", Part + 1, true)]
    [InlineData("POST", Part + 1, false)]
    public async Task An_answer_that_is_lost_loses_nothing(string method, int size, bool overwrite)
    {
        var content = BucketFolder.Random(size);
        using var proxy = BucketFolder.Proxy();
        var fault = proxy.Add(FaultAction.DropResponse, request => request.Method == method && !request.Asks("uploads"));
        await WriteAsync(Folder.Open(proxy), "a", content, new WriteOptions(overwrite));
        fault.Struck.ShouldBe(1);
        ShouldBeSame(await Folder.ReadAsync("a"), content);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_completed_upload_that_the_service_has_forgotten_when_asked_again_is_complete()
    {
        var content = BucketFolder.Random(Part + 1);
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.DropResponse, static request => request.Method == "POST" && request.Asks("uploadId"));
        proxy.Add(FaultAction.Respond(404, "NoSuchUpload"), static request => request.Method == "POST" && request.Asks("uploadId"));
        (await WriteAsync(Folder.Open(proxy), "a", content)).ETag.ShouldBe(BucketWriterTests.TagOf(content));
        ShouldBeSame(await Folder.ReadAsync("a"), content);
    }

    [Fact]
    public async Task An_upload_that_somebody_ended_is_an_error()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(404, "NoSuchUpload"), static request => request.Method == "POST" && request.Asks("uploadId"), int.MaxValue);
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => WriteAsync(Folder.Open(proxy), "a", new byte[Part + 1]));
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_that_is_answered_as_a_success_is_an_error()
    {
        // "CompleteMultipartUpload": the 200 goes out before the service knows.
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(200, "InternalError"), static request => request.Method == "POST" && request.Asks("uploadId"));
        var content = BucketFolder.Random(Part + 1);
        try
        {
            await WriteAsync(Folder.Open(proxy), "a", content);
        }
        catch (StageException)
        {
            (await Folder.KeysAsync()).ShouldBeEmpty();
            return;
        }

        ShouldBeSame(await Folder.ReadAsync("a"), content);
    }
}
