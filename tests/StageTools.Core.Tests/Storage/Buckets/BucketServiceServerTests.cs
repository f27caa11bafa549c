using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Core.Tests.Servers;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Remote;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>A server that refuses what OSS, Google and AWS refuse is asked for nothing of it.</summary>
public sealed class BucketServiceServerTests(TestBucket bucket) : BucketTests(bucket)
{
    public static TheoryData<string> Services => ["s3", "oss", "gcs"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task All_that_a_stage_does_is_taken(string service)
    {
        using var proxy = BucketFolder.Proxy();
        var store = Open(proxy, service);
        proxy.Manner = Manner(service);
        var content = BucketFolder.Random(PartSizes.Smallest + 1);

        await WriteAsync(store, "a b+c/large.bin", content);
        await WriteAsync(store, "a b+c/small.csv", [1, 2, 3]);
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(store, "a b+c/small.csv", [4]));
        (await store.KeysAsync()).ShouldBe(["a b+c/large.bin", "a b+c/small.csv"]);
        (await store.FolderAsync("")).ShouldBe(["a b+c/"]);
        ShouldBeSame(await ReadAsync(store, await FindAsync(store, "a b+c/large.bin")), content);
        await store.TryCopyAsync(store, await FindAsync(store, "a b+c/large.bin"), Key("copy"), new WriteOptions(), Token);
        await store.MoveAsync(Key("a b+c"), Key("moved"), overwrite: false, Token);
        await store.CreateFolderAsync(Key("made"), Token);
        (await store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(0);
        await ReadPresignedAsync(store, "moved/small.csv");
        (await store.RemoveAsync([Key("copy"), Key("moved/small.csv"), Key("gone")], Token)).ShouldBeEmpty();
        await store.RemoveFolderAsync(Key("moved"), recurse: true, Token);
        await store.RemoveFolderAsync(Key("made"), recurse: false, Token);

        (await Folder.KeysAsync()).ShouldBeEmpty();
        proxy.Requests.Where(static request => request.Status >= 400 && request.Status is not 404 and not 412).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_plain_client_is_refused(string service)
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Manner = Manner(service);
        using var plain = new AmazonS3Client(
            new BasicAWSCredentials(S3Server.Required.AccessKey, S3Server.Required.SecretKey),
            new AmazonS3Config { ServiceURL = $"http://s3.localhost:{proxy.Port}", ForcePathStyle = service == "gcs", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        await Should.ThrowAsync<AmazonS3Exception>(() => plain.PutObjectAsync(new PutObjectRequest { BucketName = Folder.Bucket, Key = Folder.Prefix + "a", ContentBody = "abc" }, Token));
    }

    [Fact]
    public async Task An_object_that_is_gone_already_counts_as_removed_with_Google()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Manner = new TestServers.GcsManner();
        proxy.Add(FaultAction.Respond(404, "NoSuchKey"), static request => request.Method == "DELETE");
        (await Open(proxy, "gcs").RemoveAsync([Key("gone")], Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_tags_parts_its_own_way_is_believed()
    {
        // OSS: the tag of an object that was put in parts is no MD5 of MD5s.
        using var proxy = BucketFolder.Proxy();
        var store = Open(proxy, "oss");
        store.Bucket.Service.TagsPartsByMd5.ShouldBeFalse();
        await WriteAsync(store, "a", new byte[PartSizes.Smallest + 1]);
        var file = await FindAsync(store, "a");
        (await ReadAsync(store, file)).Length.ShouldBe(PartSizes.Smallest + 1);
    }

    [Fact]
    public async Task A_wrong_region_is_told_with_the_right_one()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Manner = new TestServers.AwsManner("eu-west-1");
        var store = Folder.Open(proxy, ("region", "us-east-1"));
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => store.KeysAsync());
        error.Message.ShouldContain("eu-west-1");
        error.Message.ShouldContain("Set-Stage -Region");
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => store.FindAsync("a"))).Message.ShouldContain("eu-west-1");
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => WriteAsync(store, "a", [1]))).Message.ShouldContain("eu-west-1");
    }

    private static IManner Manner(string service) => service switch
    {
        "oss" => new TestServers.OssManner(),
        "gcs" => new TestServers.GcsManner(),
        _ => new TestServers.AwsManner("eu-west-1"),
    };

    private BucketStore Open(S3Proxy proxy, string service) => Folder.Open(
        service,
        [
            ("endpoint_url", $"http://s3.localhost:{proxy.Port}"),
            .. service == "s3" ? ((string, string)[])[("region", "eu-west-1"), ("path_style", "true")] : [],
            .. TestBucket.Key,
        ]);

    private static async Task ReadPresignedAsync(BucketStore store, string key)
    {
        using var http = new HttpClient();
        var url = await store.PresignAsync(Key(key), new PresignOptions(ForWriting: false, TimeSpan.FromMinutes(1)), Token);
        (await http.GetByteArrayAsync(new Uri(url.Url), Token)).ShouldBe([1, 2, 3]);
    }
}
