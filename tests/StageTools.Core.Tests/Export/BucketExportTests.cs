using StageTools.Core.Tests.Storage.Buckets;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Jobs;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Export;

/// <summary>Exports to a bucket: what they ask it for to see what a killed one left, and that this is found by whatever prefix it is reached.</summary>
public sealed class BucketExportTests(TestBucket bucket) : BucketTests(bucket)
{
    private static readonly JobName Job = JobName.Of(StageKey.Parse("out"), string.Empty, "0123456789abcdef0123456789abcdef");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_file_costs_one_listing_and_goes_there_too_where_nobody_may_list(bool mayList)
    {
        using var proxy = BucketFolder.Proxy();
        if (!mayList)
            proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "GET" && request.Asks("list-type"), int.MaxValue);
        var key = Key("out/new.csv");
        var target = new ExportTarget(new Target(Folder.Open(proxy), key, IsFolder: false), key, FileFormat.FromFileName("x.csv"));
        (await target.RunAsync(3)).RowsUnloaded.ShouldBe(3);
        (await Folder.KeysAsync()).ShouldBe(["out/new.csv"]);
        proxy.Requests.Select(static request => request.Method).ShouldBe(["GET", "HEAD", "HEAD", "PUT"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_file_into_a_folder_takes_no_job_and_goes_there_too_where_nobody_may_list_or_remove(bool mayList)
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "DELETE" || request.Asks("delete"), int.MaxValue);
        if (!mayList)
            proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "GET" && request.Asks("list-type"), int.MaxValue);
        await RunAsync();
        (await Folder.KeysAsync()).Count.ShouldBe(1);
        proxy.Requests.Count(static request => request.Method is "PUT").ShouldBe(1);
        proxy.Requests.ShouldAllBe(static request => request.Method != "POST");
        if (mayList)
            await StageErrorCode.FileAlreadyExists.ShouldFailAsync(RunAsync);
        else
            await RunAsync();
        (await Folder.KeysAsync()).Count.ShouldBe(mayList ? 1 : 2);

        async Task RunAsync()
        {
            var key = Key($"out/data_{Guid.NewGuid():N}_0000_00000000.csv");
            var target = new ExportTarget(new Target(Folder.Open(proxy), key, IsFolder: true), key, FileFormat.FromFileName("x.csv"));
            await using var job = await ExportJob.BeginAsync(target, ["id", "text"], new ExportOptions { Append = false }, Token);
            await job.WriteRowsAsync(3);
            await job.CompleteAsync(Token);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_dead_job_left_is_found_by_a_stage_of_another_prefix(bool replaces)
    {
        IStore store = Store;
        await Folder.PutAsync("out/old.csv", "old");
        var files = new List<PendingFile>();
        foreach (var key in (string[])["out/a.csv", "out/b.csv"])
        {
            await using var writer = await store.CreateAsync(Key(key), new WriteOptions(), Token);
            await writer.Stream.WriteAsync("mine"u8.ToArray(), Token);
            files.Add(await writer.StageAsync(Job.Id, Token));
        }

        await store.Jobs.PublishAsync(files[0], overwrite: false, Token);
        await (await store.Jobs.TakeAsync(Job, JobOwner.Now(), Token)).EndAsync(keep: true);
        await store.Jobs.WriteListAsync(Job, JobList.Of(files, replaces ? [await FindAsync(Store, "out/old.csv")] : null).ToJson(Job, store.Jobs), Token);
        var lower = new BucketStore(Store.Bucket with { Prefix = Folder.Prefix + "out/" });
        (await JobRecovery.EndAsync(lower, Job with { Folder = StageKey.Root }, Token)).ShouldBeNull();
        (await Folder.KeysAsync()).ShouldBe(replaces ? ["out/a.csv", "out/b.csv"] : ["out/old.csv"], ignoreOrder: true);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_job_that_replaces_and_lost_an_upload_takes_no_older_ones_place()
    {
        IStore store = Store;
        await Folder.PutAsync("out/a.csv", "old");
        var older = await FindAsync(Store, "out/a.csv");
        var files = new List<PendingFile>();
        foreach (var key in (string[])["out/a.csv", "out/b.csv"])
        {
            await using var writer = await store.CreateAsync(Key(key), new WriteOptions(Overwrite: true), Token);
            await writer.Stream.WriteAsync("mine"u8.ToArray(), Token);
            files.Add(await writer.StageAsync(Job.Id, Token));
        }

        await store.Jobs.DiscardAsync(files[1], Token);
        await store.Jobs.WriteListAsync(Job, JobList.Of(files, [older]).ToJson(Job, store.Jobs), Token);
        (await JobRecovery.EndAsync(Store, Job, Token)).ShouldBeNull();
        (await Folder.KeysAsync()).ShouldBe(["out/a.csv"]);
        (await Folder.ReadAsync("out/a.csv")).ShouldBe("old"u8.ToArray());
    }
}
