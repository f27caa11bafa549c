using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Remote;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Copies between stages on buckets, and between a bucket and a folder.</summary>
public sealed class BucketCopyTests(TestBucket bucket) : BucketTests(bucket)
{
    private const int Large = (PartSizes.Smallest * 2) + 1;

    [Fact]
    public async Task A_copy_inside_the_service_moves_no_bytes()
    {
        using var proxy = BucketFolder.Proxy();
        var content = BucketFolder.Random(Large);
        await WriteAsync(Store, "from/a", content);
        await Folder.PutAllAsync(["from/b", "from/c"]);
        var place = Folder.Open(proxy);
        var copies = await Copies.Folder(place, "from", place, "to").RunAsync();
        copies.ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        (proxy.RequestBodyBytes, proxy.ResponseBodyBytes < 20_000).ShouldBe((0, true));
        ShouldBeSame(await Folder.ReadAsync("to/a"), content);
        ShouldBeSame(await ReadAsync(Store, await FindAsync(Store, "to/a")), content);
    }

    [Fact]
    public async Task A_copy_in_parts_is_the_same_and_moves_no_bytes()
    {
        using var proxy = BucketFolder.Proxy();
        var content = BucketFolder.Random(Large);
        await WriteAsync(Store, "a", content);
        var file = await FindAsync(Store, "a");
        var through = Folder.Open(proxy).Bucket;
        var copied = await InParts(through).CopyAsync(file, Key("b"), new WriteOptions(), Token);
        proxy.Requests.Count(static request => request.Query.Contains("partNumber", StringComparison.Ordinal)).ShouldBe(3);
        proxy.RequestBodyBytes.ShouldBeLessThan(2000);
        copied.Size.ShouldBe(Large);
        ShouldBeSame(await ReadAsync(Store, await FindAsync(Store, "b")), content);
    }

    [Fact]
    public async Task A_copy_in_parts_that_fails_leaves_nothing()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Parameter("partNumber") == "3");
        var file = await WriteAsync(Store, "a", new byte[Large]);
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => InParts(Folder.Open(proxy).Bucket).CopyAsync(file, Key("b"), new WriteOptions(), Token));
        (await Folder.KeysAsync()).ShouldBe(["a"]);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_writes_under_its_name_while_a_copy_in_parts_runs_stays()
    {
        using var proxy = BucketFolder.Proxy();
        var file = await WriteAsync(Store, "a", new byte[Large]);
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            // Before the last part is asked for.
            if (request.Parameter("partNumber") == "3")
                Folder.PutAsync("b", "another's").GetAwaiter().GetResult();
            return false;
        });
        var copy = InParts(Folder.Open(proxy).Bucket);
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => copy.CopyAsync(file, Key("b"), new WriteOptions(), Token));
        (await Folder.ReadAsync("b")).ShouldBe("another's"u8.ToArray());
        (await Folder.UploadsAsync()).ShouldBeEmpty();
        await InParts(Store.Bucket).CopyAsync(file, Key("b"), new WriteOptions(Overwrite: true), Token);
        (await FindAsync(Store, "b")).Size.ShouldBe(Large);
    }

    [Fact]
    public async Task A_copy_in_parts_that_is_to_replace_nothing_says_so_when_it_is_put_together()
    {
        using var proxy = BucketFolder.Proxy();
        var file = await WriteAsync(Store, "a", BucketFolder.Random(Large));
        var copy = InParts(Folder.Open(proxy).Bucket);
        proxy.Add(FaultAction.Respond(412, "PreconditionFailed"), static request => IsCompletion(request) && request.Header("If-None-Match") == "*");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => copy.CopyAsync(file, Key("b"), new WriteOptions(), Token));
        (await Folder.UploadsAsync()).ShouldBeEmpty();

        // By the first attempt, whose answer was lost.
        proxy.Add(FaultAction.DropResponse, IsCompletion);
        proxy.Add(FaultAction.Respond(412, "PreconditionFailed"), IsCompletion);
        var copied = await copy.CopyAsync(file, Key("b"), new WriteOptions(), Token);
        (await FindAsync(Store, "b")).ETag.ShouldBe(copied.ETag);
    }

    [Fact]
    public async Task A_file_replaced_after_it_was_listed_is_not_copied_in_parts()
    {
        var file = await WriteAsync(Store, "a", BucketFolder.Random(Large));
        await Folder.PutAsync("a", BucketFolder.Random(Large));
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => InParts(Store.Bucket).CopyAsync(file, Key("b"), new WriteOptions(), Token));
        (await Folder.UploadsAsync()).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(null, null, "STANDARD_IA")]
    [InlineData("NEARLINE", null, "NEARLINE")]
    [InlineData(null, "COLDLINE", "COLDLINE")]
    [InlineData("NEARLINE", "COLDLINE", "COLDLINE")]
    public async Task A_copy_keeps_its_class_unless_told(string? stages, string? copys, string kept)
    {
        await Folder.PutAsync("a", new byte[Large], "STANDARD_IA");
        var store = stages is null ? Store : Folder.Open(("storage_class", stages));
        var file = await FindAsync(store, "a");
        foreach (var (key, copy) in ((string, BucketCopy)[])[("b", new BucketCopy(store.Bucket, store.Bucket)), ("c", InParts(store.Bucket))])
        {
            await copy.CopyAsync(file, Key(key), new WriteOptions { StorageClass = copys }, Token);
            (await FindAsync(store, key)).StorageClass.ShouldBe(kept);
        }
    }

    [Fact]
    public async Task Between_two_users_the_bytes_pass_through_here()
    {
        var server = S3Server.Required;
        await using var others = new TestBucket();
        var other = await others.FolderAsync();
        await AllowAsync(other);
        var content = BucketFolder.Random(Large);
        await WriteAsync(Store, "a", content);
        var target = other.Open(
            "s3",
            [.. TestBucket.Settings[..2], ("access_key_id", server.OtherAccessKey), ("secret_access_key", server.OtherSecretKey)]);
        (await target.TryCopyAsync(Store, await FindAsync(Store, "a"), Key("a"), new WriteOptions(), Token)).ShouldBeNull();
        (await Copies.All(Folder.Place, target).RunAsync()).Statuses().ShouldBe([CopyStatus.Copied]);
        ShouldBeSame(await ReadAsync(target, await FindAsync(target, "a")), content);
    }

    [Fact]
    public async Task A_folder_moves_to_a_disk_and_back()
    {
        using var disk = new TestFolder();
        var content = BucketFolder.Random(Large);
        await WriteAsync(Store, "in/deep/a", content);
        await Folder.PutAllAsync(["in/b", "in/empty/", "other"]);
        await MoveAsync(Folder.Place, "in", disk.Place, "out");
        (await Folder.KeysAsync()).ShouldBe(["other"]);
        disk.Files.ShouldBe(["out/b", "out/deep/a"]);
        Directory.Exists(disk.At("out/empty")).ShouldBeTrue();
        await MoveAsync(disk.Place, "out", Folder.Place, "back");
        (await Folder.KeysAsync()).ShouldBe(["back/", "back/b", "back/deep/", "back/deep/a", "back/empty/", "other"]);
        ShouldBeSame(await Folder.ReadAsync("back/deep/a"), content);
        disk.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_moved_onto_itself_by_another_way_to_its_bucket_is_not_lost()
    {
        await Folder.PutAsync("a", "content");
        await Task.Delay(1100, Token);
        using var proxy = BucketFolder.Proxy();
        await Should.ThrowAsync<StageException>(() => MoveAsync(Folder.Place, "a", Folder.Open(proxy), "a"));
        (await Store.ReadTextAsync("a")).ShouldBe("content");
    }

    [Fact]
    public async Task Update_reads_no_byte_of_what_is_the_same()
    {
        using var disk = new TestFolder();
        using var proxy = BucketFolder.Proxy();
        disk.Write("a", new string('a', 100_000));
        disk.Write("b", "changed");
        await Folder.PutAsync("a", new string('a', 100_000));
        await Folder.PutAsync("b", "CHANGED");
        var copies = await Copies.All(Folder.Open(proxy), disk.Place).RunAsync(IfFileExists.Update);
        copies.Statuses().ShouldBe([CopyStatus.Skipped, CopyStatus.Copied]);
        disk.Read("b").ShouldBe("CHANGED");
        proxy.ResponseBodyBytes.ShouldBeLessThan(5000);
        (await Copies.All(disk.Place, Folder.Open(proxy)).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Skipped, CopyStatus.Skipped]);
    }

    private static bool IsCompletion(RequestHead request) => request.Method == "POST" && request.Parameter("uploadId") is not null;

    private static BucketCopy InParts(Bucket bucket) => new(bucket, bucket) { MostInRequest = 5 << 20, SmallestPart = 6 << 20 };

    private static async Task MoveAsync(IStore from, string source, IStore to, string target)
    {
        var item = (await from.FindAsync(source)).ShouldNotBeNull();
        await ItemTransfer.MoveAsync(from, new StageItem(StageName.Parse("sales"), item), Key(source), new Target(to, Key(target), item.IsFolder), overwrite: true, Token);
    }

    private static async Task AllowAsync(BucketFolder folder) => await folder.Client.PutBucketPolicyAsync(
        folder.Bucket,
        $$"""
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/other"]}, "Action": ["s3:*"],
         "Resource": ["arn:aws:s3:::{{folder.Bucket}}", "arn:aws:s3:::{{folder.Bucket}}/*"]}]}
        """.ReplaceLineEndings(" "),
        Token);
}
