using StageTools.Core.Tests.Storage.Buckets;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Query;

/// <summary>Files of buckets on this machine: once, whole, and within a bound.</summary>
public sealed class FileCacheTests(TestBucket bucket) : BucketTests(bucket)
{
    private readonly TestFolder _folder = new();

    private string[] Copies => Directory.Exists(_folder.Home.CacheFolder) ? [.. Directory.EnumerateFiles(_folder.Home.CacheFolder).Order(StringComparer.Ordinal)] : [];

    public override async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_object_is_fetched_once_and_again_when_it_has_changed()
    {
        var cache = new FileCache(_folder.Home);
        await Folder.PutAsync("a.csv", "one");
        string path;
        using (var first = await cache.BringAsync(Folder.Place, await ItemAsync("a.csv"), Token))
        using (var again = await cache.BringAsync(Folder.Place, await ItemAsync("a.csv"), Token))
        {
            (path = first.Path).ShouldBe(again.Path);
            File.ReadAllText(path).ShouldBe("one");
            Path.GetExtension(first.Path).ShouldBe(".csv");
        }

        await Folder.PutAsync("a.csv", "two");
        using var changed = await cache.BringAsync(Folder.Place, await ItemAsync("a.csv"), Token);
        string.Equals(changed.Path, path, StringComparison.Ordinal).ShouldBeFalse();
        File.ReadAllText(changed.Path).ShouldBe("two");
    }

    // As a child of another process does between its birth and its own program.
    [Fact]
    public async Task A_copy_that_somebody_locks_for_a_moment_is_waited_for()
    {
        var cache = new FileCache(_folder.Home);
        await Folder.PutAsync("a.csv", "one");
        var item = await ItemAsync("a.csv");
        (await cache.BringAsync(Folder.Place, item, Token)).Dispose();
        Task<LocalFile> second;
        using (new FileStream(Copies.Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            second = cache.BringAsync(Folder.Place, item, Token);
            await Task.Delay(30, Token);
        }

        using var held = await second;
        File.ReadAllText(held.Path).ShouldBe("one");
    }

    [Fact]
    public async Task One_that_is_replaced_before_it_is_fetched_is_refused_and_leaves_nothing()
    {
        await Folder.PutAsync("a.csv", "one");
        var listed = await ItemAsync("a.csv");
        await Folder.PutAsync("a.csv", "another");
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(() => new FileCache(_folder.Home).BringAsync(Folder.Place, listed, Token));
        Copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_used_longest_ago_goes_first_and_what_is_in_use_stays()
    {
        var cache = new FileCache(_folder.Home, limit: 2500);
        foreach (var key in new[] { "a", "b", "c", "d" })
            await Folder.PutAsync(key, new string(key[0], 1000));
        using var inUse = await cache.BringAsync(Folder.Place, await ItemAsync("a"), Token);
        string older;
        using (var unused = await cache.BringAsync(Folder.Place, await ItemAsync("b"), Token))
            older = unused.Path;
        using (await cache.BringAsync(Folder.Place, await ItemAsync("c"), Token))
            File.Exists(older).ShouldBeFalse();
        using (await cache.BringAsync(Folder.Place, await ItemAsync("d"), Token))
            Copies.Length.ShouldBe(2);
        File.ReadAllText(inUse.Path).ShouldBe(new string('a', 1000));
    }

    [Fact]
    public async Task Many_readers_at_once_share_one_copy()
    {
        var cache = new FileCache(_folder.Home);
        var content = BucketFolder.Random(20_000_001);
        await Folder.PutAsync("large", content);
        var item = await ItemAsync("large");
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.BringAsync(Folder.Place, item, Token)));
        copies.Select(static c => c.Path).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await File.ReadAllBytesAsync(copies[0].Path, Token)).ShouldBe(content);
        Copies.Length.ShouldBe(1);
        foreach (var copy in copies)
            copy.Dispose();
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept()
    {
        await Folder.PutAsync("a", "one");
        var left = Directory.CreateDirectory(_folder.Home.CacheFolder).FullName + "/.stagetools-0123456789abcdef0123456789abcdef.part";
        await File.WriteAllTextAsync(left, "half", Token);
        using var copy = await new FileCache(_folder.Home).BringAsync(Folder.Place, await ItemAsync("a"), Token);
        Copies.ShouldBe([copy.Path]);
    }

    [Fact]
    public async Task A_file_of_a_folder_is_used_where_it_lies()
    {
        var path = _folder.Write("data/a.csv");
        var place = FileStore.Local(_folder.At("data"));
        using var local = await new FileCache(_folder.Home).BringAsync(place, (await place.FindAsync(StageKey.Parse("a.csv"), Token))!.Value, Token);
        local.Path.ShouldBe(path);
        Copies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1024", 1024L)]
    [InlineData("512 MB", 512L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    public void Sizes_are_read(string text, long bytes) => ByteSize.Parse(text, "X").ShouldBe(bytes);

    [Theory]
    [InlineData("much")]
    [InlineData("-5")]
    [InlineData("5 XB")]
    public void What_is_no_size_is_refused(string text) => StageErrorCode.OptionInvalid.ShouldFail(() => _ = ByteSize.Parse(text, "X"));

    private async Task<StoreItem> ItemAsync(string key) => (await Folder.Store.FindAsync(StageKey.Parse(key), Token))!.Value;
}
