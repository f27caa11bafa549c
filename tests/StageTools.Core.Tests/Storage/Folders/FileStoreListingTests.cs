using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>Databend LIST: the path is a prefix of the key; files come in key order, as from a bucket.</summary>
public sealed class FileStoreListingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private FileStore Store => _folder.Store;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_come_in_the_order_of_their_keys()
    {
        foreach (var key in (string[])["a/x", "a.csv", "a-b", "a/b/c", "ab", "A", "a0", "b"])
            _folder.Write(key);
        (await Store.KeysAsync()).ShouldBe(["A", "a-b", "a.csv", "a/b/c", "a/x", "a0", "ab", "b"]);
    }

    [Fact]
    public void Whatever_the_files_are_called_their_keys_are_in_order()
    {
        var names = Property.Texts("a", "b", ".", "-", "0", "/", "é", " ", "~", "Z");
        Property.Check(FsCheck.Fluent.Gen.ListOf(names), static keys =>
        {
            using var folder = new TestFolder();
            foreach (var key in keys.Select(static key => StageKey.Parse("k" + key.Replace("/", "/k", StringComparison.Ordinal)).Value))
            {
                if (!Directory.Exists(folder.At(key)) && !IsBelowAFile(folder.Path, key))
                    folder.Write(key, "");
            }

            var listed = folder.Store.KeysAsync().GetAwaiter().GetResult();
            listed.ShouldBe(folder.Files);
        });
    }

    [Fact]
    public async Task Folders_that_can_hold_nothing_that_is_wanted_are_not_looked_into()
    {
        foreach (var key in (string[])["a/x", "a/b/c/y", "d/e/z", "w"])
            _folder.Write(key);
        var asked = new List<string>();
        var found = await Store.ListAsync("", folder => Ask(folder) is "a" or "a/b", TestContext.Current.CancellationToken).ToListAsync();
        found.Select(static item => item.Key).ShouldBe(["a/x", "w"]);
        asked.ShouldBe(["a", "a/b", "a/b/c", "d"]);

        string Ask(string folder)
        {
            asked.Add(folder);
            return folder;
        }
    }

    [Theory]
    [InlineData("2026", new[] { "2026-x.csv", "2026/q1.csv", "2026/q2/a.csv" })]
    [InlineData("2026/", new[] { "2026/q1.csv", "2026/q2/a.csv" })]
    [InlineData("2026/q", new[] { "2026/q1.csv", "2026/q2/a.csv" })]
    [InlineData("2026/q2", new[] { "2026/q2/a.csv" })]
    [InlineData("2026/q1.csv", new[] { "2026/q1.csv" })]
    [InlineData("2026/q1.csv/", new string[0])]
    [InlineData("2026/Q", new string[0])]
    [InlineData("2027/", new string[0])]
    [InlineData("*", new string[0])]
    public async Task The_path_is_a_prefix(string prefix, string[] found)
    {
        foreach (var key in (string[])["2025.csv", "2026/q1.csv", "2026/q2/a.csv", "2026-x.csv"])
            _folder.Write(key);
        (await Store.KeysAsync(prefix)).ShouldBe(found);
    }

    [Fact]
    public async Task A_folder_lists_what_lies_directly_in_it()
    {
        foreach (var key in (string[])["a.csv", "a/b.csv", "a/c/d.csv", "b.csv"])
            _folder.Write(key);
        (await Store.FolderAsync("")).ShouldBe(["a.csv", "a/", "b.csv"]);
        (await Store.FolderAsync("a")).ShouldBe(["a/b.csv", "a/c/"]);
        (await Store.FolderAsync("", "a.")).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task An_empty_folder_holds_no_file()
    {
        _folder.Folder("a");
        (await Store.KeysAsync()).ShouldBeEmpty();
        (await Store.FolderAsync("")).ShouldBe(["a/"]);
    }

    [Fact]
    public async Task Hidden_files_are_files()
    {
        _folder.Write(".hidden/.file");
        (await Store.KeysAsync()).ShouldBe([".hidden/.file"]);
    }

    [Fact]
    public async Task A_folder_too_large_to_sort_is_listed_whole()
    {
        var names = Enumerable.Range(0, FolderListing.SortLimit + 500).Select(static n => $"many/{n:00000}").ToList();
        _folder.Folder("many");
        foreach (var name in names)
            await File.WriteAllBytesAsync(_folder.At(name), [], TestContext.Current.CancellationToken);
        (await Store.KeysAsync()).Order(StringComparer.Ordinal).ShouldBe(names);
    }

    [Fact]
    public async Task Of_a_folder_that_several_look_at_each_file_is_told_once_and_by_its_own_size()
    {
        foreach (var n in Enumerable.Range(0, 2500))
            _folder.Write($"{n:0000}{(n % 100 == 0 ? "/in" : string.Empty)}", new string('x', n));

        var found = await Store.ListAsync("", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        found.Select(static item => item.Size).ShouldBe(Enumerable.Range(0, 2500).Select(static n => (long)n));
        found.ShouldAllBe(static item => item.Key.StartsWith($"{item.Size:0000}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listing_reads_no_folder_before_it_gets_there()
    {
        _folder.Write("a/1");
        _folder.Write("b/1");
        await using var items = Store.ListAsync("", TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await items.MoveNextAsync()).ShouldBeTrue();
        _folder.Write("b/2");
        (await items.MoveNextAsync()).ShouldBeTrue();
        (await items.MoveNextAsync()).ShouldBeTrue();
        items.Current.Key.ShouldBe("b/2");
    }

    [Fact]
    public async Task A_folder_that_somebody_removes_meanwhile_is_passed_over()
    {
        foreach (var key in (string[])["a/1", "b/1", "c/1"])
            _folder.Write(key);
        var keys = new List<string>();
        await foreach (var item in Store.ListAsync("", TestContext.Current.CancellationToken))
        {
            keys.Add(item.Key);
            if (item.Key == "a/1")
                Directory.Delete(_folder.At("b"), recursive: true);
        }

        keys.ShouldBe(["a/1", "c/1"]);
    }

    [Fact]
    public async Task A_listing_can_be_stopped()
    {
        _folder.Write("a");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ListAsync("", stop.Token))
            {
            }
        });
    }

    [Fact]
    public async Task A_file_tells_its_size_and_its_time()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder.Write("a", "12345"), time);
        var item = (await Store.ListAsync("", TestContext.Current.CancellationToken).ToListAsync()).ShouldHaveSingleItem();
        item.ShouldBe(new StoreItem("a", 5, new DateTimeOffset(time)));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_and_not_an_empty_stage()
    {
        var store = new FileStore(_folder.At("gone"));
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => store.KeysAsync());
        Directory.Exists(_folder.At("gone")).ShouldBeFalse();
    }

    private static bool IsBelowAFile(string root, string key)
    {
        for (var parent = StageKey.Parse(key).Parent; !parent.IsRoot; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(root, parent.Value)))
                return true;
        }

        return false;
    }
}
