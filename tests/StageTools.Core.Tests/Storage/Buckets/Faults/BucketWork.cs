using StageTools.Paths;
using StageTools.Storage;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Does a work through a bucket's proxy, and looks past it what became of it.</summary>
internal sealed class BucketWork(FaultyBucket bucket, Work work)
{
    private static readonly byte[] Small = FaultyBucket.Content(100_000);
    private static readonly byte[] Large = FaultyBucket.Content(FaultyBucket.ThreeParts, seed: 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Whether a request is the one that this work is about.</summary>
    public bool Asks(RequestHead request) => work switch
    {
        Work.List or Work.ListFolder => request.Method == "GET" && request.Asks("list-type"),
        Work.Find => request.Method == "HEAD",
        Work.ReadSmall => request.Method == "GET",
        Work.ReadFirstRange => request.Header("Range")?.StartsWith("bytes=0-", StringComparison.Ordinal) == true,
        Work.ReadLaterRange => request.Header("Range")?.StartsWith("bytes=8388608-", StringComparison.Ordinal) == true,
        Work.Put or Work.PutNew or Work.PutEmptyNew => request.Method == "PUT" && !request.Asks("uploadId"),
        Work.Begin => request.Method == "POST" && request.Asks("uploads"),
        Work.Part => request.Method == "PUT" && request.Parameter("partNumber") == "2",
        Work.Complete or Work.CompleteNew => request.Method == "POST" && request.Asks("uploadId"),
        Work.Copy or Work.MoveCopy => request.Header("x-amz-copy-source") is not null,
        _ => request.Method == "POST" && request.Asks("delete"),
    };

    /// <summary>What has to be there before.</summary>
    public async Task PrepareAsync()
    {
        switch (work)
        {
            case Work.ReadFirstRange or Work.ReadLaterRange:
                await bucket.WriteAsync("large", Large);
                break;
            case < Work.Put or > Work.CompleteNew:
                await bucket.PutAsync("small", Small);
                break;
            case Work.Put or Work.Part or Work.Complete:
                await bucket.PutAsync("new", [1, 2, 3]);
                break;
            default:
                // A line that was used already: the platform repeats some requests on it by itself.
                await bucket.Store.FindAsync("new");
                break;
        }
    }

    /// <summary>Does it.</summary>
    public Task RunAsync() => RunUntilAsync(Token);

    /// <inheritdoc cref="RunAsync"/>
    public async Task RunUntilAsync(CancellationToken token)
    {
        switch (work)
        {
            case Work.List:
                (await bucket.Store.ListAsync("", token).ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe("small");
                break;
            case Work.ListFolder:
                (await bucket.Store.ListFolderAsync(StageKey.Root, NameSelection.All, token).ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe("small");
                break;
            case Work.Find:
                (await bucket.Store.FindAsync(StageKey.Parse("small"), token))!.Value.Size.ShouldBe(Small.Length);
                break;
            case Work.ReadSmall:
                (await bucket.ReadAsync("small", token)).AsSpan().SequenceEqual(Small).ShouldBeTrue();
                break;
            case Work.ReadFirstRange or Work.ReadLaterRange:
                (await bucket.ReadAsync("large", token)).AsSpan().SequenceEqual(Large).ShouldBeTrue();
                break;
            case Work.Copy:
                Rethrow((await CopyItemsAsync(token)).ShouldHaveSingleItem().Error);
                break;
            case Work.MoveCopy or Work.MoveRemove:
                await bucket.Store.MoveAsync(StageKey.Parse("small"), StageKey.Parse("new"), overwrite: false, token);
                break;
            case Work.Remove:
                Rethrow((await bucket.Store.RemoveAsync([StageKey.Parse("small")], token)).SingleOrDefault()?.Error);
                break;
            default:
                await bucket.SendAsync("new", Written, overwrite: work is Work.Put or Work.Part or Work.Complete, token);
                break;
        }
    }

    /// <summary>All of it is done, and nothing else.</summary>
    public async Task ShouldBeDoneAsync()
    {
        (await bucket.KeysAsync()).ShouldBe(work switch
        {
            Work.ReadFirstRange or Work.ReadLaterRange => ["large"],
            Work.Copy => ["new", "small"],
            Work.Remove => [],
            < Work.Put => ["small"],
            _ => ["new"],
        });
        if (work is >= Work.Put and < Work.Remove)
            await bucket.ShouldHoldAsync("new", Written);
        (await bucket.UploadCountAsync()).ShouldBe(0);
    }

    /// <summary>Nothing of it is done, and nothing is lost.</summary>
    public async Task ShouldBeAsBeforeAsync()
    {
        (await bucket.KeysAsync()).ShouldBe(work switch
        {
            Work.ReadFirstRange or Work.ReadLaterRange => ["large"],
            Work.MoveRemove => ["new", "small"],
            < Work.Put or > Work.CompleteNew => ["small"],
            Work.Put or Work.Part or Work.Complete => ["new"],
            _ => [],
        });
        if (work is Work.Put or Work.Part or Work.Complete)
            await bucket.ShouldHoldAsync("new", [1, 2, 3]);
        (await bucket.UploadCountAsync()).ShouldBe(0);
    }

    private byte[] Written => work switch
    {
        Work.PutEmptyNew => [],
        Work.Begin or Work.Part or Work.Complete or Work.CompleteNew => Large,
        _ => Small,
    };

    private static void Rethrow(StageException? error)
    {
        if (error is not null)
            throw error;
    }

    private Task<List<StageCopy>> CopyItemsAsync(CancellationToken token) =>
        new CopyJob(new CopyOptions()).RunAsync(CopyPlan.File(bucket.Store, StageKey.Parse("small"), bucket.Store, StageKey.Parse("new"), token), token).ToListAsync();
}
