using StageTools.Core.Tests.Transfer;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Remote;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Copies inside the service of what another changes meanwhile, and such whose answers say something else or are lost.</summary>
public sealed class BucketCopyFaultTests(TestBucket bucket) : BucketTests(bucket)
{
    private const string OtherTag = "0123456789abcdef0123456789abcdef-3";

    [Theory]
    [InlineData(IfFileExists.Fail)]
    [InlineData(IfFileExists.Replace)]
    public async Task A_file_replaced_after_it_was_listed_is_copied_as_it_is_now_where_the_service_passes_over_the_condition(IfFileExists existing)
    {
        await Folder.PutAsync("a", "old");
        var listed = await FindAsync(Store, "a");
        await Folder.PutAsync("a", "newer");
        if (existing == IfFileExists.Replace)
            await Folder.PutAsync("b", "there");
        CopyItem[] items = [new(Store, listed, Store, Key("b"))];
        var copy = (await items.ToAsyncEnumerable().RunAsync(existing)).ShouldHaveSingleItem();
        (copy.Status, copy.Size).ShouldBe((CopyStatus.Copied, 5));
        (await Store.ReadTextAsync("b")).ShouldBe("newer");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_nobody_knows_what_was_copied_it_is_told_and_stays(bool overwrite)
    {
        await Folder.PutAsync("a", "1");
        if (overwrite)
            await Folder.PutAsync("b", "there");
        var listed = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            if (IsCopy(request))
                Folder.PutAsync("a", "2").GetAwaiter().GetResult();
            else if (request.Method == "HEAD" && request.Path.EndsWith("/a", StringComparison.Ordinal))
                Folder.PutAsync("a", "3").GetAwaiter().GetResult();
            return false;
        });
        var error = await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => CopyAsync(Folder.Open(proxy), listed, "b", new WriteOptions(overwrite)));
        error.Message.ShouldBe("'@sales/a' was replaced or removed while it was copied, and '@sales/b' may be any version of it; copy it again.");
        (await Store.ReadTextAsync("b")).ShouldBe("2");
    }

    [Fact]
    public async Task An_object_gets_another_class_by_a_copy_onto_itself_that_has_another_tag()
    {
        await Folder.PutAsync("a", "content");
        var file = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        var answer = $"<CopyObjectResult><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"{OtherTag}\"</ETag></CopyObjectResult>";
        proxy.Add(FaultAction.Replace(new ErrorResponse(200, "OK", "") { Body = answer }), IsCopy);
        proxy.Add(FaultAction.Respond(new ErrorResponse(200, "OK", "") { Headers = Headers(OtherTag) }), static request => request.Method == "HEAD");
        var copy = await CopyAsync(Folder.Open(proxy), file, "a", new WriteOptions(Overwrite: true) { StorageClass = "STANDARD_IA" });
        (copy.ETag, copy.StorageClass).ShouldBe((OtherTag, "STANDARD_IA"));
        (await FindAsync(Store, "a")).StorageClass.ShouldBe("STANDARD_IA");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(412)]
    public async Task An_object_that_got_another_class_has_it_though_the_answer_was_lost(int? status)
    {
        await Folder.PutAsync("a", "content");
        var file = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.DropResponse, IsCopy);
        if (status is { } refusal)
            proxy.Add(FaultAction.Respond(refusal, "PreconditionFailed"), IsCopy);
        var copy = await CopyAsync(Folder.Open(proxy), file, "a", new WriteOptions(Overwrite: true) { StorageClass = "STANDARD_IA" });
        copy.StorageClass.ShouldBe("STANDARD_IA");
    }

    [Fact]
    public async Task A_refused_condition_is_told_apart_by_what_is_there()
    {
        await Folder.PutAsync("a", "content");
        var file = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        var store = Folder.Open(proxy);

        // The source's.
        proxy.Add(FaultAction.Respond(412, "PreconditionFailed"), IsCopy);
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => CopyAsync(store, file, "b", new WriteOptions()));

        // The target's, once by another and once by the first attempt, whose answer was lost.
        proxy.Add(FaultAction.Respond(412, "PreconditionFailed"), request =>
        {
            if (IsCopy(request))
                Folder.PutAsync("b", "another's").GetAwaiter().GetResult();
            return IsCopy(request);
        });
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => CopyAsync(store, file, "b", new WriteOptions()));
        proxy.ClearFaults();
        proxy.Add(FaultAction.DropResponse, IsCopy);
        proxy.Add(FaultAction.Respond(412, "PreconditionFailed"), IsCopy);
        (await CopyAsync(store, file, "c", new WriteOptions())).ETag.ShouldBe(file.ETag);
        (await Store.ReadTextAsync("b")).ShouldBe("another's");
    }

    [Fact]
    public async Task The_last_version_of_what_was_removed_while_it_was_copied_stays()
    {
        await Folder.PutAsync("a", "1");
        var listed = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            if (IsCopy(request))
                Folder.PutAsync("a", "2").GetAwaiter().GetResult();
            else if (request.Method == "HEAD" && request.Path.EndsWith("/a", StringComparison.Ordinal))
                Folder.Client.DeleteObjectAsync(Folder.Bucket, Folder.Prefix + "a", Token).GetAwaiter().GetResult();
            return false;
        });
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => CopyAsync(Folder.Open(proxy), listed, "b", new WriteOptions()));
        (await Folder.KeysAsync()).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData(true, 412, "PreconditionFailed", null)]
    [InlineData(true, 409, "ConditionalRequestConflict", null)]
    [InlineData(false, 412, "PreconditionFailed", StageErrorCode.FileAlreadyExists)]
    [InlineData(false, 409, "ConditionalRequestConflict", StageErrorCode.StoreUnavailable)]
    public async Task A_copy_with_another_tag_whose_answer_was_lost_is_known_by_its_content(bool isCopy, int status, string code, StageErrorCode? error)
    {
        var content = BucketFolder.Random(PartSizes.Smallest + 1);
        var file = await WriteAsync(Store, "a", content);
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            if (IsCopy(request))
                Folder.PutAsync("b", isCopy ? content : new byte[content.Length]).GetAwaiter().GetResult();
            return IsCopy(request);
        });
        proxy.Add(FaultAction.Respond(status, code), IsCopy, int.MaxValue);
        var copying = () => CopyAsync(Folder.Open(proxy), file, "b", new WriteOptions());
        if (error is { } refused)
            await refused.ShouldFailAsync(copying);
        else
            (await copying()).MD5.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("s3", false, "*")]
    [InlineData("s3", true, null)]
    [InlineData("gcs", false, null)]
    public async Task A_copy_that_is_to_replace_nothing_says_so_where_the_service_may_know_it(string storage, bool overwrite, string? condition)
    {
        await Folder.PutAsync("a", "content");
        var file = await FindAsync(Store, "a");
        using var proxy = BucketFolder.Proxy();
        string? sent = "none";
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            sent = IsCopy(request) ? request.Header("If-None-Match") : sent;
            return false;
        });
        var through = Folder.Open(storage, [("endpoint_url", $"http://127.0.0.1:{proxy.Port}"), ("path_style", "true"), .. TestBucket.Key]);
        await CopyAsync(through, file, "b", new WriteOptions(overwrite));
        sent.ShouldBe(condition);
    }

    private static Dictionary<string, string> Headers(string tag) => new(StringComparer.Ordinal) { ["ETag"] = $"\"{tag}\"" };

    private static bool IsCopy(RequestHead request) => request.Header("x-amz-copy-source") is not null;

    private static Task<StoreItem> CopyAsync(BucketStore store, StoreItem file, string target, WriteOptions options) =>
        new BucketCopy(store.Bucket, store.Bucket).CopyAsync(file, Key(target), options, Token);
}
