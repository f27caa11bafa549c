using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Moving inside a bucket.</summary>
public sealed class BucketMoveTests(TestBucket bucket) : BucketTests(bucket)
{
    [Fact]
    public async Task A_file_moves_with_its_content_and_type()
    {
        await Folder.PutAsync("a.csv", "content");
        var before = await Folder.HeadAsync("a.csv");
        await Store.MoveAsync(Key("a.csv"), Key("deep/b.txt"), overwrite: false, Token);
        (await Folder.KeysAsync()).ShouldBe(["deep/b.txt"]);
        (await Store.ReadTextAsync("deep/b.txt")).ShouldBe("content");
        (await Folder.HeadAsync("deep/b.txt")).Headers.ContentType.ShouldBe(before.Headers.ContentType);
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_when_told()
    {
        await Folder.PutAsync("a", "new");
        await Folder.PutAsync("b", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Store.MoveAsync(Key("a"), Key("b"), overwrite: false, Token));
        (await Store.ReadTextAsync("b")).ShouldBe("old");
        await Store.MoveAsync(Key("a"), Key("b"), overwrite: true, Token);
        (await Store.ReadTextAsync("b")).ShouldBe("new");
        (await Folder.KeysAsync()).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_folder_moves_with_all_in_it_and_nothing_beside_it()
    {
        await Folder.PutAllAsync(["a", "a/", "a/1", "a/b/2", "a//3", "a/../4", "ab"]);
        await Store.MoveAsync(Key("a/b"), Key("c/d"), overwrite: false, Token);
        (await Folder.KeysAsync()).ShouldBe(["a", "a/", "a/../4", "a//3", "a/1", "ab", "c/d/2"]);
        await Folder.Client.DeleteObjectAsync(Folder.Bucket, Folder.Prefix + "a", Token);
        await Store.MoveAsync(Key("a"), Key("e"), overwrite: false, Token);
        (await Folder.KeysAsync()).ShouldBe(["ab", "c/d/2", "e/", "e/../4", "e//3", "e/1"]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    public async Task A_folder_moves_by_a_look_and_a_copy_a_file_and_a_removal_a_thousand(int files, int removals)
    {
        await Folder.PutAllAsync(Enumerable.Range(0, files).Select(static n => $"a/{n:0000}"));
        using var proxy = BucketFolder.Proxy();
        await Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite: false, Token);
        (await Folder.KeysAsync()).ShouldBe(Enumerable.Range(0, files).Select(static n => $"b/{n:0000}"));
        proxy.Requests.Count(static r => r.Method == "PUT").ShouldBe(files);
        proxy.Requests.Count(static r => r.Method is "POST" or "DELETE").ShouldBe(removals);

        // Whether source and target are there, and the files of the source twice and of the target once, a thousand to a page.
        proxy.Requests.Count(static r => r.Method == "HEAD").ShouldBe(2 + files);
        proxy.Requests.Count(static r => r.Method == "GET").ShouldBeLessThanOrEqualTo(2 + (3 * removals));
    }

    [Fact]
    public async Task A_file_moves_by_one_copy_and_one_removal()
    {
        await Folder.PutAsync("a");
        using var proxy = BucketFolder.Proxy();
        await Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite: false, Token);
        (await Folder.KeysAsync()).ShouldBe(["b"]);
        proxy.Requests.Count(static r => r.Method == "PUT").ShouldBe(1);
        proxy.Requests.Count(static r => r.Method is "POST" or "DELETE").ShouldBe(1);
    }

    [Theory]
    [InlineData("a", "a", StageErrorCode.PathInvalid)]
    [InlineData("a", "a/b", StageErrorCode.FileAlreadyExists)]
    [InlineData("a", "a/c/d", StageErrorCode.PathInvalid)]
    [InlineData("a", "file", StageErrorCode.FileAlreadyExists)]
    [InlineData("a", "other", StageErrorCode.FileAlreadyExists)]
    [InlineData("file", "file", StageErrorCode.PathInvalid)]
    [InlineData("file", "a", StageErrorCode.ItemKindMismatch)]
    [InlineData("gone", "b", StageErrorCode.FileNotFound)]
    public async Task What_cannot_be_moved_stays(string source, string target, StageErrorCode code)
    {
        string[] keys = ["a/b/1", "file", "other/2"];
        await Folder.PutAllAsync(keys);
        await code.ShouldFailAsync(() => Store.MoveAsync(Key(source), Key(target), overwrite: true, Token));
        (await Folder.KeysAsync()).ShouldBe(keys);
    }

    [Fact]
    public async Task A_folder_whose_copy_fails_half_way_stays_whole()
    {
        var keys = Enumerable.Range(0, 30).Select(static n => $"a/{n:00}").ToList();
        await Folder.PutAllAsync(keys);
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "PUT" && request.Path.EndsWith("20", StringComparison.Ordinal));
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite: false, Token));
        (await Folder.KeysAsync()).Where(static key => key.StartsWith("a/", StringComparison.Ordinal)).ShouldBe(keys);
    }

    [Fact]
    public async Task What_somebody_writes_to_the_new_place_before_it_is_copied_there_stays_and_nothing_is_moved()
    {
        var keys = Enumerable.Range(0, 40).Select(static n => $"a/{n:00}").ToList();
        await Folder.PutAllAsync(keys);
        using var proxy = BucketFolder.Proxy();
        Once(proxy, static request => request.Method == "PUT", () => Folder.PutAsync("b/39", "another's"));
        var error = await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite: false, Token));
        error.Message.ShouldContain("'@sales/a' was not moved and is whole");
        (await Folder.KeysAsync()).Where(static key => key[0] == 'a').ShouldBe(keys);
        (await Store.ReadTextAsync("b/39")).ShouldBe("another's");
    }

    [Fact]
    public async Task What_is_not_there_any_more_as_it_was_copied_is_not_removed_where_it_was()
    {
        await Folder.PutAllAsync(["a/1", "a/2", "a/3"]);
        using var proxy = BucketFolder.Proxy();
        Once(proxy, _ => Copied(proxy) == 3, async () =>
        {
            await Folder.PutAsync("b/1", "another's");
            await Folder.Client.DeleteObjectAsync(Folder.Bucket, Folder.Prefix + "b/2", Token);
        });
        var error = await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite: false, Token));
        error.Message.ShouldContain("Somebody else wrote to '@sales/b'");
        (await Folder.KeysAsync()).ShouldBe(["a/1", "a/2", "b/1", "b/3"]);
        (await Store.ReadTextAsync("b/1")).ShouldBe("another's");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_whose_copy_another_has_replaced_stays(bool overwrite)
    {
        await Folder.PutAsync("a", "mine");
        using var proxy = BucketFolder.Proxy();
        Once(proxy, _ => Copied(proxy) == 1, () => Folder.PutAsync("b", "another's"));
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => Folder.Open(proxy).MoveAsync(Key("a"), Key("b"), overwrite, Token));
        (await Store.ReadTextAsync("a")).ShouldBe("mine");
        (await Store.ReadTextAsync("b")).ShouldBe("another's");
    }

    [Theory]
    [InlineData("a/1", "b/1", false)]
    [InlineData("a/1", "b/1", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "b", true)]
    public async Task What_another_replaces_or_removes_after_a_move_between_stages_has_copied_it_stays_where_it_was(string source, string target, bool isLocal)
    {
        using var disk = new TestFolder();
        disk.Write("a/1", "mine");
        await Folder.PutAsync("a/1", "mine");
        using var proxy = BucketFolder.Proxy();
        var through = Folder.Open(proxy);
        Once(proxy, _ => Copied(proxy, "/b/1") == 1, () => isLocal
            ? Folder.Client.DeleteObjectAsync(Folder.Bucket, Folder.Prefix + "b/1", Token)
            : Folder.PutAsync("b/1", "another's"));
        IStore from = isLocal ? disk.Place : through;
        var item = (await from.FindAsync(Key(source), Token)).ShouldNotBeNull();
        var moving = () => ItemTransfer.MoveAsync(
            from, new StageItem(StageName.Parse("sales"), item), Key(source), new Target(through, Key(target), item.IsFolder), overwrite: true, Token);
        (await StageErrorCode.ChecksumMismatch.ShouldFailAsync(moving)).Message.ShouldContain("Somebody else wrote to");
        (await from.ReadTextAsync("a/1")).ShouldBe("mine");
    }

    private static int Copied(S3Proxy proxy, string key) =>
        proxy.Requests.Count(request => request.Method == "PUT" && request.Path.EndsWith(key, StringComparison.Ordinal));

    private static int Copied(S3Proxy proxy) => proxy.Requests.Count(static request => request.Method == "PUT");

    /// <summary>Does something before the first request of a kind is passed on.</summary>
    private static void Once(S3Proxy proxy, Func<RequestHead, bool> isIt, Func<Task> act)
    {
        var isDone = 0;
        proxy.Add(FaultAction.ResetBefore, request =>
        {
            if (isIt(request) && Interlocked.Exchange(ref isDone, 1) == 0)
                act().GetAwaiter().GetResult();
            return false;
        });
    }
}
