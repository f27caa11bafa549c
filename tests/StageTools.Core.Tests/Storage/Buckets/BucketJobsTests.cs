using System.Security.Cryptography;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets.Parts;
using StageTools.Storage.Buckets.Services;
using StageTools.Storage.Jobs;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Jobs of several files in a bucket: what each of their steps finds that another one, or a lost answer, left behind.</summary>
public sealed class BucketJobsTests(TestBucket bucket) : BucketTests(bucket)
{
    private static readonly JobName Job = JobName.Of(StageKey.Parse("out"), string.Empty, "0123456789abcdef0123456789abcdef");

    private IJobStore Jobs => ((IStore)Store).Jobs;

    [Fact]
    public async Task A_job_that_was_taken_for_dead_does_nothing_any_more_and_makes_no_journal_anew()
    {
        var lease = await Jobs.TakeAsync(Job, JobOwner.Now(), Token);
        await lease.RequireAsync(Token);
        await Jobs.RemoveAsync(Job.Journal, Token);
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => lease.RequireAsync(Token));
        (await Folder.KeysAsync()).ShouldBeEmpty();

        // Nor where a journal is there again: a lapse is for good.
        await Folder.PutAsync(Job.Journal.Value);
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => lease.RequireAsync(Token));
        await lease.EndAsync(keep: false);
    }

    [Fact]
    public async Task A_file_is_published_once_whoever_asks_again()
    {
        var file = await StageAsync(Store, "out/a.csv", "mine");
        (await Folder.KeysAsync()).ShouldBeEmpty();
        var published = (await Jobs.PublishAsync(file, overwrite: false, Token)).ShouldNotBeNull();
        Jobs.IsPublished(file, published).ShouldBeTrue();
        var again = (await Jobs.PublishAsync(file, overwrite: true, Token)).ShouldNotBeNull();
        (again.Key, again.Size, again.ETag).ShouldBe((published.Key, published.Size, published.ETag));
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Jobs.PublishAsync(file, overwrite: false, Token));
        (await Jobs.DiscardAsync(file, Token)).ShouldBeFalse();
        (await Folder.ReadAsync("out/a.csv")).ShouldBe("mine"u8.ToArray());
    }

    [Theory]
    [InlineData(true, 12, null, true)]
    [InlineData(true, 12, "another's-2", false)]
    [InlineData(true, 11, null, false)]
    [InlineData(false, 12, null, true)]
    [InlineData(false, 12, "another's-2", true)]
    [InlineData(false, 12, "another's-3", false)]
    [InlineData(false, 12, "another's", false)]
    [InlineData(false, 11, "another's-2", false)]
    public void A_file_is_known_by_its_tag_or_where_its_parts_have_tags_of_another_kind_as_under_a_key_of_KMS_by_their_number(
        bool areMd5, long size, string? tag, bool isSame)
    {
        var md5s = new[] { MD5.HashData("one"u8), MD5.HashData("two"u8) };
        string[] tags = areMd5 ? [.. md5s.Select(static md5 => $"\"{Convert.ToHexString(md5)}\"")] : ["\"0123456789abcdef0123456789abcdef\"", "\"x\""];
        var file = new PendingUpload("out/a.csv", 12, "id", tags, ETagCheck.OfParts(md5s));
        Jobs.IsPublished(file, new StoreItem("out/a.csv", size, default) { ETag = tag ?? file.ETag }).ShouldBe(isSame);
    }

    [Fact]
    public async Task A_file_whose_answer_was_lost_is_published()
    {
        using var proxy = BucketFolder.Proxy();
        IStore store = Folder.Open(proxy);
        var file = await StageAsync(store, "out/a.csv", "mine");
        proxy.Add(FaultAction.DropResponse, static request => request.Method == "POST" && request.Asks("uploadId"), 1);
        (await store.Jobs.PublishAsync(file, overwrite: false, Token)).ShouldNotBeNull().Size.ShouldBe(4);
        (await Folder.ReadAsync("out/a.csv")).ShouldBe("mine"u8.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another")]
    [InlineData("also")]
    public async Task An_upload_that_was_given_up_is_no_file_and_stands_in_nobodys_way(string? there)
    {
        var file = await StageAsync(Store, "out/a.csv", "mine");
        (await Jobs.DiscardAsync(file, Token)).ShouldBeTrue();
        (await Jobs.DiscardAsync(file, Token)).ShouldBeFalse();
        if (there is not null)
            await Folder.PutAsync("out/a.csv", there);
        (await Jobs.PublishAsync(file, overwrite: true, Token)).ShouldBeNull();
        (await Folder.KeysAsync()).ShouldBe(there is null ? [] : ["out/a.csv"]);
        if (there is not null)
            (await Folder.ReadAsync("out/a.csv")).ShouldBe(System.Text.Encoding.UTF8.GetBytes(there));
    }

    [Fact]
    public async Task What_a_job_without_a_list_staged_goes_and_nothing_of_others()
    {
        await StageAsync(Store, $"out/data_{Job.Id}_0000_00000000.csv", "mine");
        await StageAsync(Store, "out/data_fedcba9876543210fedcba9876543210_0000_00000000.csv", "theirs");
        await StageAsync(Store, "out/sub/a.csv", "theirs");
        await Jobs.DiscardAllAsync(Job, Token);
        (await Folder.UploadsAsync()).ShouldBe(["out/data_fedcba9876543210fedcba9876543210_0000_00000000.csv", "out/sub/a.csv"], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_nobody_may_list_uploads_a_dead_job_is_in_nobodys_way()
    {
        await (await Jobs.TakeAsync(Job, JobOwner.Now(), Token)).EndAsync(keep: true);
        using var proxy = BucketFolder.Proxy();
        var fault = proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "GET" && request.Asks("uploads"), int.MaxValue);
        (await JobRecovery.EndAsync(Folder.Open(proxy), Job, Token)).ShouldBeNull();
        fault.Struck.ShouldBe(1);
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_that_are_seen_to_live_are_not_asked_for_one_by_one()
    {
        for (var n = 0; n < 30; n++)
            await Folder.PutAsync(JobName.OfNoTarget(Job.Folder).Journal.Value);
        await Folder.PutAsync((Job with { Id = new string('f', 32) }).Journal.Value);
        using var proxy = BucketFolder.Proxy();
        IStore store = Folder.Open(proxy);
        (await StoreJob.SettleAsync(store, JobName.OfNoTarget(Job.Folder), isAlone: true, Token)).Count.ShouldBe(0);
        proxy.RequestCount.ShouldBeLessThan(10);
        var lease = await store.Jobs.TakeAsync(Job, JobOwner.Now(), Token);
        (await store.Jobs.FindOthersAsync(Job, Token)).ShouldBe([Job with { Id = new string('f', 32) }]);
        await lease.EndAsync(keep: false);
        (await Folder.KeysAsync()).Count.ShouldBe(31);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_dead_job_listed_is_undone_or_ended_where_older_files_leave(bool replaces)
    {
        await Folder.PutAsync("out/old.csv", "old");
        PendingFile[] files = [await StageAsync(Store, "out/a.csv", "mine"), await StageAsync(Store, "out/b.csv", "mine")];
        await Jobs.PublishAsync(files[0], overwrite: false, Token);
        await WriteListAsync(JobList.Of(files, replaces ? [await FindAsync(Store, "out/old.csv")] : null).ToJson(Job, Jobs));
        (await JobRecovery.EndAsync(Store, Job, Token)).ShouldBeNull();
        (await Folder.KeysAsync()).ShouldBe(replaces ? ["out/a.csv", "out/b.csv"] : ["out/old.csv"], ignoreOrder: true);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(""","upload":"u","parts":["a"]}""")]
    [InlineData(""","upload":"u","eTag":"a"}""")]
    [InlineData(""","parts":["a"],"eTag":"a"}""")]
    [InlineData(""","upload":"","parts":["a"],"eTag":"a"}""")]
    public async Task A_list_of_what_is_no_upload_is_not_obeyed(string rest)
    {
        await Folder.PutAsync("out/old.csv", "old");
        var old = OlderFile.Of(await FindAsync(Store, "out/old.csv"));
        var file = $$"""{"key":"out/a.csv","size":4{{rest}}""";
        var older = System.Text.Json.JsonSerializer.Serialize(new { key = old.Key, size = old.Size, modified = old.Modified, eTag = old.ETag });
        await WriteListAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"version":1,"replaces":true,"files":[{{file}}],"older":[{{older}}]}"""));
        (await JobRecovery.EndAsync(Store, Job, Token)).ShouldNotBeNull().Code.ShouldBe(StageErrorCode.DataInvalid);
        (await Folder.ReadAsync("out/old.csv")).ShouldBe("old"u8.ToArray());
    }

    [Fact]
    public async Task A_job_that_is_taken_for_dead_while_its_list_is_written_replaces_nothing_and_leaves_nothing()
    {
        using var proxy = BucketFolder.Proxy();
        IStore store = Folder.Open(proxy);
        var job = await StoreJob.BeginAsync(store, Job, isAlone: true, Token);
        PendingFile[] files = [await StageAsync(store, "out/a.csv", "mine"), await StageAsync(store, "out/b.csv", "mine")];
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            if (request.Method == "PUT" && request.Path.EndsWith(".list", StringComparison.Ordinal))
                Task.Run(TakeOverAsync, Token).Wait(Token);
            return false;
        });
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => job.CompleteAsync(files, older: [], Token));
        await job.DisposeAsync(files);
        (await Folder.KeysAsync()).ShouldBe(["out/a.csv"]);
        (await Folder.ReadAsync("out/a.csv")).ShouldBe("theirs"u8.ToArray());
        (await Folder.UploadsAsync()).ShouldBeEmpty();

        async Task TakeOverAsync()
        {
            (await JobRecovery.EndAsync(Store, Job, Token)).ShouldBeNull();
            await Folder.PutAsync("out/a.csv", "theirs");
        }
    }

    [Fact]
    public async Task Whoever_may_list_and_write_but_not_read_ends_his_job()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "HEAD" || (request.Method == "GET" && request.Query.Length == 0), int.MaxValue);
        IStore store = Folder.Open(proxy);
        var job = await StoreJob.BeginAsync(store, Job, isAlone: true, Token);
        PendingFile[] files = [await StageAsync(store, "out/a.csv", "mine"), await StageAsync(store, "out/b.csv", "mine")];
        await job.CompleteAsync(files, older: [], Token);
        await job.DisposeAsync(files);
        (await Folder.KeysAsync()).ShouldBe(["out/a.csv", "out/b.csv"]);
        (await Folder.UploadsAsync()).ShouldBeEmpty();
    }

    private async Task WriteListAsync(byte[] list)
    {
        await (await Jobs.TakeAsync(Job, JobOwner.Now(), Token)).EndAsync(keep: true);
        await Jobs.WriteListAsync(Job, list, Token);
    }

    private static async Task<PendingFile> StageAsync(IStore store, string key, string content)
    {
        await using var writer = await store.CreateAsync(Key(key), new WriteOptions(), Token);
        await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), Token);
        return await writer.StageAsync(Job.Id, Token);
    }
}
