using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>A stage in a bucket: found, moved, removed.</summary>
public sealed class BucketStoreTests(TestBucket bucket) : BucketTests(bucket)
{
    [Fact]
    public async Task What_may_be_listed_and_not_read_is_found_by_its_listing()
    {
        await Folder.PutAsync("a");
        using var proxy = BucketFolder.Proxy();
        proxy.Add(StageTools.TestServers.FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "HEAD", int.MaxValue);
        var store = Folder.Open(proxy);
        (await FindAsync(store, "a")).ShouldBe(await ((IStore)Store).ListAsync("", Token).SingleAsync(Token));
        (await store.FindAsync(Key("b"), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_is_found_with_what_the_bucket_tells_of_it()
    {
        await Folder.PutAsync("a/b.csv", "12345");
        var file = await FindAsync(Store, "a/b.csv");
        (file.Key, file.Size, file.IsFolder).ShouldBe(("a/b.csv", 5, false));
        file.MD5.ShouldBe("827ccb0eea8a706c4c34a16891f84e7b");
        file.ETag.ShouldBe(file.MD5);
        (DateTimeOffset.UtcNow - file.LastModified).ShouldBeInRange(TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_folder_is_there_by_the_keys_below_it()
    {
        await Folder.PutAsync("a/b/c.csv");
        (await FindAsync(Store, "a")).ShouldBe(new StoreItem("a", 0, default) { IsFolder = true });
        (await FindAsync(Store, "a/b")).IsFolder.ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_is_there_by_its_mark()
    {
        await Folder.PutAsync("a/", []);
        (await FindAsync(Store, "a")).IsFolder.ShouldBeTrue();
    }

    [Fact]
    public async Task What_only_begins_alike_is_no_folder()
    {
        await Folder.PutAsync("ab/c.csv");
        (await Store.FindAsync("a")).ShouldBeNull();
        (await Store.FindAsync("ab/c")).ShouldBeNull();
    }

    [Fact]
    public async Task The_stage_itself_is_a_folder_even_when_it_is_empty() => (await Store.FindAsync(StageKey.Root, Token))!.Value.IsFolder.ShouldBeTrue();

    [Fact]
    public async Task A_file_and_a_folder_of_one_name_are_both_there()
    {
        await Folder.PutAsync("a", "file");
        await Folder.PutAsync("a/b", "below");
        (await FindAsync(Store, "a")).IsFolder.ShouldBeFalse();
        (await Store.FolderAsync("")).ShouldBe(["a", "a/"]);
        (await Store.KeysAsync()).ShouldBe(["a", "a/b"]);
    }

    [Fact]
    public async Task A_folder_cannot_be_read()
    {
        await Folder.PutAsync("a/b");
        var folder = await FindAsync(Store, "a");
        await StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => Store.OpenReadAsync(folder, 0, Token));
    }

    [Fact]
    public async Task The_stage_itself_is_no_file_to_write() =>
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.CreateAsync(StageKey.Root, new WriteOptions(), Token));

    [Fact]
    public async Task A_file_that_is_not_there_cannot_be_read() =>
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => Store.OpenReadAsync(Key("gone"), Token))).Message.ShouldContain("@sales/gone");

    [Fact]
    public async Task A_removal_takes_what_it_was_told_and_nothing_else()
    {
        await Folder.PutAllAsync(["a", "a/b", "ab", "c"]);
        (await Store.RemoveAsync([Key("a"), Key("gone")], Token)).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBe(["a/b", "ab", "c"]);
    }

    [Fact]
    public async Task Thousands_of_keys_go_with_one_call()
    {
        var keys = Enumerable.Range(0, 2500).Select(static n => $"{n:0000}").ToList();
        await Folder.PutAllAsync(keys.Take(1100));
        await Folder.PutAsync("kept");
        (await Store.RemoveAsync([.. keys.Select(Key)], Token)).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBe(["kept"]);
    }

    [Theory]
    [InlineData("a\rb", "a\nb")]
    [InlineData("a\nb", "a b")]
    [InlineData("a\u0001b", "ab")]
    [InlineData("a\tb", "a b")]
    [InlineData("a+b", "a b")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a&amp;b", "a&b")]
    [InlineData("\ufffe", "\ufffd")]
    public async Task A_removal_takes_no_key_for_another(string removed, string kept)
    {
        await Folder.PutAllAsync([removed, kept, "other"]);
        (await Store.RemoveAsync([Key(removed), Key("other")], Token)).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBe([kept]);
    }

    [Fact]
    public async Task What_no_path_leads_to_is_listed_in_the_folder_above_and_stays()
    {
        await Folder.PutAllAsync(["/a", "a/../b", "a/", "a//d", "a/c", "./d"]);
        (await Store.KeysAsync()).ShouldBe(["./d", "/a", "a/../b", "a//d", "a/c"]);
        (await Store.FolderAsync("")).ShouldBe(["./d", "/a", "a/"]);
        (await Store.FolderAsync("a")).ShouldBe(["a/../b", "a//d", "a/c"]);
        await Store.RemoveAsync([Key("a/c")], Token);
        (await Folder.KeysAsync()).ShouldBe(["./d", "/a", "a/", "a/../b", "a//d"]);
    }

    [Fact]
    public async Task A_folder_whose_mark_holds_bytes_is_not_empty_and_is_not_made_anew()
    {
        await Folder.PutAsync("a/", "content");
        (await Store.FolderAsync("a")).ShouldBe(["a/"]);
        await Store.CreateFolderAsync(Key("a"), Token);
        await StageErrorCode.FolderNotEmpty.ShouldFailAsync(() => Store.RemoveFolderAsync(Key("a"), recurse: false, Token));
        (await Folder.ReadAsync("a/")).Length.ShouldBe(7);
    }

    [Fact]
    public async Task A_folder_removed_with_all_in_it_takes_what_no_path_can_name_too()
    {
        await Folder.PutAllAsync(["a", "a/", "a/../b", "a//c", "a/d", "a/e\u0001", "ab"]);
        await Store.RemoveFolderAsync(Key("a"), recurse: true, Token);
        (await Folder.KeysAsync()).ShouldBe(["a", "ab"]);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    public async Task A_folder_that_holds_something_is_not_removed(string key)
    {
        await Folder.PutAllAsync(["a/", key]);
        await StageErrorCode.FolderNotEmpty.ShouldFailAsync(() => Store.RemoveFolderAsync(Key("a"), recurse: false, Token));
        (await Folder.KeysAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_empty_folder_is_made_and_removed()
    {
        await Store.CreateFolderAsync(Key("a/b"), Token);
        (await Folder.KeysAsync()).ShouldBe(["a/b/"]);
        (await Store.FolderAsync("a")).ShouldBe(["a/b/"]);
        (await Store.FolderAsync("a/b")).ShouldBeEmpty();
        await Store.RemoveFolderAsync(Key("a/b"), recurse: false, Token);
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_is_empty_loses_nothing_that_comes_in_the_meantime()
    {
        await Folder.PutAsync("a/", []);
        using var proxy = BucketFolder.Proxy();
        proxy.Latency = TimeSpan.FromMilliseconds(150);
        var removing = Folder.Open(proxy).RemoveFolderAsync(Key("a"), recurse: false, Token);
        await Waiting.UntilAsync(() => proxy.RequestCount == 1);
        await Folder.PutAsync("a/late");
        await removing;
        (await Folder.KeysAsync()).ShouldBe(["a/late"]);
    }

    [Fact]
    public async Task A_folder_cannot_be_made_where_a_file_is()
    {
        await Folder.PutAsync("a", "file");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Store.CreateFolderAsync(Key("a"), Token));
    }

    [Fact]
    public async Task The_stage_itself_is_no_folder_to_remove() =>
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.RemoveFolderAsync(StageKey.Root, recurse: true, Token));

    [Fact]
    public async Task A_change_is_seen_at_once()
    {
        await Store.WriteTextAsync("a/1", "one");
        (await FindAsync(Store, "a")).IsFolder.ShouldBeTrue();
        await Store.WriteTextAsync("a/2", "two");
        (await Store.FolderAsync("a")).ShouldBe(["a/1", "a/2"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(7 * 24 * 60 * 60)]
    public async Task A_URL_holds_as_long_as_was_asked_or_a_second_less(int seconds)
    {
        var url = await Store.PresignAsync(Key("a"), new PresignOptions(ForWriting: false, TimeSpan.FromSeconds(seconds)), Token);
        var said = System.Web.HttpUtility.ParseQueryString(new Uri(url.Url).Query)["X-Amz-Expires"];
        int.Parse(said!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(Math.Max(1, seconds - 1), seconds);
    }
}
