using StageTools.Core.Tests.Servers;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What a killed writer leaves in a bucket costs money and shows nowhere, until it is swept.</summary>
public sealed class BucketLeftoversTests(TestBucket bucket) : BucketTests(bucket)
{
    [Fact]
    public async Task An_upload_of_a_killed_process_is_found_and_removed()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = S3Server.Required.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = S3Server.Required.SecretKey };
        using (var worker = await Worker.StartReadyAsync(keys, "upload", $"{Folder.Bucket}/{Folder.Prefix}", "a.bin", Server))
            await worker.KillAsync();
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Folder.UploadsAsync()).ShouldBe(["a.bin"]);
        (await Store.RemoveLeftoversAsync(TimeSpan.FromDays(1), Token)).ShouldBe(0);
        (await Folder.UploadsAsync()).ShouldBe(["a.bin"]);
        (await Store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
        (await Store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(0);
    }

    [Fact]
    public async Task Another_stages_upload_is_not_touched()
    {
        var other = new BucketFolder(Folder.Client, Folder.Bucket, Folder.Prefix.TrimEnd('/') + "-other/", connections: null!);
        await BeginAsync(other, "a");
        await BeginAsync(Folder, "b");
        (await Store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        (await other.UploadsAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task An_upload_that_ends_while_it_is_looked_at_is_nobodys_leftover()
    {
        using var proxy = BucketFolder.Proxy();
        await BeginAsync(Folder, "a");
        await BeginAsync(Folder, "b");
        proxy.Add(TestServers.FaultAction.Respond(404, "NoSuchUpload"), static request => request.Asks("uploadId"));
        (await Folder.Open(proxy).RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task The_uploads_beside_a_living_job_wait_for_its_last_file()
    {
        var name = JobName.Of(StageKey.Parse("out"), string.Empty, Guid.NewGuid().ToString("N"));
        await using var lease = new Ended(await ((IStore)Store).Jobs.TakeAsync(name, JobOwner.Now(), Token));
        foreach (var key in (string[])["out/a", "outer", "in/out/a"])
            await BeginAsync(Folder, key);
        (await Store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(2);
        (await Folder.UploadsAsync()).ShouldBe(["out/a"]);
    }

    private static string Server => $"http://127.0.0.1:{S3Server.Required.Address.Port}";

    private static async Task BeginAsync(BucketFolder folder, string key) => await folder.Client.InitiateMultipartUploadAsync(folder.Bucket, folder.Prefix + key, Token);

    private sealed class Ended(IJobLease lease) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await lease.EndAsync(keep: false);
    }
}
