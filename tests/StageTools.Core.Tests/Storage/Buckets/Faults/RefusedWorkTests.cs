using System.Globalization;
using Amazon.S3.Model;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Of what is refused in part, it is told which part.</summary>
public sealed class RefusedWorkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_that_is_refused_from_its_third_part_on_leaves_nothing()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(
            FaultAction.Respond(403, "AccessDenied"),
            static request => request.Parameter("partNumber") is { } part && int.Parse(part, CultureInfo.InvariantCulture) >= 3,
            int.MaxValue);
        for (var round = 0; round < 3; round++)
            await StageErrorCode.AccessDenied.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(60 << 20)));
        await bucket.ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task A_completion_whose_upload_is_gone_since_its_answer_was_lost_is_done()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var content = FaultyBucket.Content(FaultyBucket.ThreeParts);
        bucket.Proxy.Add(FaultAction.DropResponse, IsCompletion);
        bucket.Proxy.Add(FaultAction.Respond(404, "NoSuchUpload"), IsCompletion);
        await bucket.WriteAsync("a", content, overwrite: false);
        await bucket.ShouldHoldAsync("a", content);
    }

    [Fact]
    public async Task A_completion_whose_upload_was_ended_by_somebody_is_an_error()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(FaultAction.Respond(500, "InternalError"), IsCompletion);
        bucket.Proxy.Add(FaultAction.Respond(404, "NoSuchUpload"), IsCompletion);
        var error = await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.WriteAsync("a", FaultyBucket.Content(FaultyBucket.ThreeParts)));
        error.Message.ShouldContain("ended by somebody else");
        await bucket.ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task An_object_whose_tag_does_not_tell_what_it_is_is_read_after_a_lost_answer(byte last, bool isOwn)
    {
        // By parts, of which no tag is the MD5 of all: as under a key of KMS.
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(FaultAction.Respond(500, "InternalError"), request =>
        {
            if (request.Method == "PUT")
                PutInPartsAsync(bucket, [1, 2, last]).GetAwaiter().GetResult();
            return request.Method == "PUT";
        });
        var error = await bucket.WriteAsync("a", [1, 2, 3], overwrite: false).ErrorAsync();
        error?.Code.ShouldBe(StageErrorCode.FileAlreadyExists);
        (error is null).ShouldBe(isOwn);
        await bucket.ShouldHoldAsync("a", [1, 2, last]);
    }

    [Fact]
    public async Task An_object_of_somebody_else_is_not_taken_for_ones_own_after_a_lost_answer()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        await bucket.PutAsync("a", [1, 2, 3]);
        bucket.Proxy.Add(FaultAction.Respond(500, "InternalError"), static request => request.Method == "PUT");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => bucket.WriteAsync("a", [4, 5, 6], overwrite: false));
        await bucket.ShouldHoldAsync("a", [1, 2, 3]);
    }

    [Fact]
    public async Task One_batch_of_three_that_is_refused_is_told_key_by_key_and_the_others_are_gone()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        var keys = Enumerable.Range(0, 2500).Select(static n => $"{n:0000}").ToArray();
        await Parallel.ForEachAsync(keys.Where(static (_, n) => n % 50 == 0), Token, async (key, _) => await bucket.PutAsync(key, [1]));
        bucket.Proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Asks("delete"));

        var failures = await bucket.Store.RemoveAsync(Array.ConvertAll(keys, static key => StageKey.Parse(key)), Token);
        failures.Count.ShouldBeOneOf(1000, 500);
        failures.Select(static failure => failure.Key.Value).ShouldBeUnique(StringComparer.Ordinal);
        failures.ShouldAllBe(static failure => failure.Error.Code == StageErrorCode.AccessDenied && failure.Error.Message.Contains($"'@lake/{failure.Key.Value}'", StringComparison.Ordinal));
        (await bucket.KeysAsync()).ShouldBe(keys.Where((key, n) => n % 50 == 0 && failures.Any(failure => failure.Key.Value == key)));
    }

    [Fact]
    public async Task A_removal_job_tells_of_each_file()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        bucket.Proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Asks("delete"));
        var job = new RemoveJob(bucket.Store, Token);
        var results = new List<RemoveResult>();
        for (var n = 0; n < 2500; n++)
            results.AddRange(await job.AddAsync(new StageFile(StageName.Parse("lake"), new StoreItem($"{n:0000}", 1, default))));
        results.AddRange(await job.CompleteAsync());
        results.Select(static result => result.File.Name).ShouldBe(Enumerable.Range(0, 2500).Select(static n => $"{n:0000}"));
        results.Count(static result => result.Error is not null).ShouldBeOneOf(1000, 500);
    }

    [Fact]
    public async Task Objects_that_stay_in_a_removal_that_is_done_are_told()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        const string Answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<Error><Key>in/b</Key><Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>";
        bucket.Proxy.Add(FaultAction.Respond(new ErrorResponse(200, "OK", "") { Body = Answer }), static request => request.Asks("delete"));
        var failure = (await bucket.Store.RemoveAsync([StageKey.Parse("a"), StageKey.Parse("b")], Token)).ShouldHaveSingleItem();
        failure.Key.Value.ShouldBe("b");
        failure.Error.Code.ShouldBe(StageErrorCode.AccessDenied);
        failure.Error.Message.ShouldContain("'@lake/b'");
    }

    [Fact]
    public async Task A_folder_whose_move_fails_in_the_middle_is_whole_and_it_is_told_what_was_copied()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        for (var n = 0; n < 5; n++)
            await bucket.PutAsync($"from/{n}", [1]);
        bucket.Proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Path.EndsWith("/to/3", StringComparison.Ordinal), int.MaxValue);
        var error = await StageErrorCode.AccessDenied.ShouldFailAsync(
            () => bucket.Store.MoveAsync(StageKey.Parse("from"), StageKey.Parse("to"), overwrite: false, Token));
        error.Message.ShouldContain("'@lake/from' was not moved and is whole");
        (await bucket.KeysAsync("from/")).Count.ShouldBe(5);
        error.Message.ShouldContain("'@lake/to' already");
    }

    [Fact]
    public async Task A_folder_is_not_taken_for_empty_by_a_page_that_is_no_listing()
    {
        await using var bucket = await FaultyBucket.CreateAsync();
        await bucket.PutAsync("from/a", [1]);
        bucket.Proxy.Add(
            FaultAction.Respond(new ErrorResponse(200, "OK", "") { Body = "<html></html>", ContentType = "text/plain" }), static request => request.Asks("list-type"), int.MaxValue);
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.Store.RemoveFolderAsync(StageKey.Parse("from"), recurse: true, Token));
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => bucket.Store.RemoveAllAsync(Token));
    }

    private static bool IsCompletion(RequestHead request) => request.Method == "POST" && request.Asks("uploadId");

    private static async Task PutInPartsAsync(FaultyBucket bucket, byte[] content)
    {
        const string key = "in/a";
        var upload = (await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, key, Token)).UploadId;
        var part = await bucket.Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = upload,
            PartNumber = 1,
            InputStream = new MemoryStream(content),
        }, Token);
        await bucket.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = upload,
            PartETags = [new PartETag(1, part.ETag)],
        }, Token);
    }
}
