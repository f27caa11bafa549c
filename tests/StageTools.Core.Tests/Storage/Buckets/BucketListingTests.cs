using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Databend LIST on a bucket: each key once, in the order of the keys' bytes, however the pages fall.</summary>
public sealed class BucketListingTests(TestBucket bucket) : BucketTests(bucket)
{
    private static readonly string[] NastyNames =
    [
        "a[1].txt", "[abc].txt", "star*.txt", "q?.txt", "100%.txt", "#1.txt", "a:b.txt", "it's.txt", "say \"hi\".txt", "two words.txt", "Grüße.txt", "日本.txt", "😀.txt",
        "back`tick.txt", "dollar$x.txt", "a;b,c.txt", "(x){y}.txt", "@at.txt", "~tilde.txt", "-dash.txt", "a&b|c.txt", " lead.txt", "back\\slash.txt", ".hidden", "%2e%2e.txt",
        "plus+plus", "%", "%2F", "%252F", "\u0001", "new\nline", "re\rturn", "tab\t", "\uE000", "\uFFFD", "\U0001F600\uE000", "trail ", "e\u0301", "é", "<a>", "&amp;", "...", "a..b",
    ];

    [Fact]
    public async Task Nasty_names_are_listed_in_the_order_of_their_bytes_and_found()
    {
        await Folder.PutAllAsync(NastyNames);
        await Folder.PutAllAsync(NastyNames.Select(static name => $"folder {name}/{name}"));
        var names = NastyNames.Concat(NastyNames.Select(static name => $"folder {name}/{name}")).OrderBy(Encoding.UTF8.GetBytes, ByBytes);
        (await Store.KeysAsync()).ShouldBe(names);
        (await Folder.Paged(3).KeysAsync()).ShouldBe(names);
        (await Store.FolderAsync("")).ShouldBe(NastyNames.Concat(NastyNames.Select(static name => $"folder {name}/")).OrderBy(Encoding.UTF8.GetBytes, ByBytes));
        foreach (var name in NastyNames)
        {
            (await Store.FindAsync(name)).ShouldNotBeNull(name);
            (await Store.KeysAsync($"folder {name}/")).ShouldBe([$"folder {name}/{name}"]);
            (await Store.FolderAsync($"folder {name}")).ShouldBe([$"folder {name}/{name}"]);
        }
    }

    [Fact]
    public async Task Nasty_names_are_written_read_moved_and_removed()
    {
        foreach (var name in NastyNames)
        {
            await Store.WriteTextAsync(name, name);
            await Store.MoveAsync(Key(name), Key("moved/" + name), overwrite: false, Token);
            (await Store.ReadTextAsync("moved/" + name)).ShouldBe(name);
        }

        (await Folder.KeysAsync()).Order(StringComparer.Ordinal).ShouldBe(NastyNames.Select(static name => "moved/" + name).Order(StringComparer.Ordinal));
        (await Store.RemoveAsync([.. NastyNames.Select(static name => Key("moved/" + name))], Token)).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_two_pages_come_each_key_once()
    {
        // The first page ends in the middle of b; b has files of its own and folders; d has more folders than a page takes.
        var keys = Enumerable.Range(0, 900).Select(static n => $"a/{n:0000}")
            .Concat(Enumerable.Range(0, 150).Select(static n => $"b/{n % 7}/{n:0000}"))
            .Concat(Enumerable.Range(0, 150).Select(static n => $"b/{n:0000}"))
            .Concat(Enumerable.Range(0, 1100).Select(static n => $"d/{n:0000}/x"))
            .Append("b-").Append("b0").Append("c").Order(StringComparer.Ordinal).ToList();
        await Folder.PutAllAsync(keys);
        (await Store.KeysAsync()).ShouldBe(keys);
        (await Store.KeysAsync("d/")).ShouldBe(keys.Where(static key => key.StartsWith("d/", StringComparison.Ordinal)));
        (await Store.FolderAsync("d")).ShouldBe(Enumerable.Range(0, 1100).Select(static n => $"d/{n:0000}/"));
        (await Store.FolderAsync("")).ShouldBe(["a/", "b-", "b/", "b0", "c", "d/"]);

        using var proxy = BucketFolder.Proxy();
        (await Folder.Open(proxy).KeysAsync()).Count.ShouldBe(keys.Count);
        proxy.RequestCount.ShouldBeLessThan(12);
    }

    [Fact]
    public async Task However_the_pages_fall_each_key_comes_once_and_in_order()
    {
        // One tree of many shapes; what lies below any text is a tree, too.
        var names = Gen.Elements("a", "b", "a-", "a0", "é", "\uE000", "😀", "%", "", " ", "c", "d", "e");
        var keys = names.ArrayOf().Select(static parts => string.Join('/', parts)).Where(static key => StageKey.IsCanonical(key)).Sample(6, 60)
            .Distinct(StringComparer.Ordinal).OrderBy(Encoding.UTF8.GetBytes, ByBytes).ToList();
        await Folder.PutAllAsync(keys);
        var prefixes = Gen.Elements(keys.ToArray()).SelectMany(static key => Gen.Choose(2, 5).Select(length => key[..Math.Min(length, key.Length)]));
        Property.Check(prefixes.Where(static prefix => !prefix.EndsWith('\uD83D')).Zip(Gen.Choose(2, 9)), made =>
        {
            var (prefix, size) = made;
            Folder.Paged(size).KeysAsync(prefix).GetAwaiter().GetResult().ShouldBe(keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)));
        });
    }

    [Theory]
    [InlineData("", "", null, new[] { "a.csv", "a/", "b.csv", "b/", "c.txt" })]
    [InlineData("", "a", null, new[] { "a.csv", "a/" })]
    [InlineData("", "", ".csv", new[] { "a.csv", "a/", "b.csv", "b/" })]
    [InlineData("a", "", null, new[] { "a/x.csv", "a/y/" })]
    [InlineData("a", "y", ".csv", new[] { "a/y/" })]
    [InlineData("gone", "", null, new string[0])]
    public async Task A_folder_lists_the_names_that_are_wanted(string folder, string prefix, string? suffix, string[] found)
    {
        await Folder.PutAllAsync(["a.csv", "a/", "a/x.csv", "a/y/z.csv", "b.csv", "b/c/d", "c.txt"]);
        Predicate<string>? filter = suffix is null ? null : name => name.EndsWith(suffix, StringComparison.Ordinal);
        foreach (var store in (BucketStore[])[Store, Folder.Paged(1), Folder.Paged(2)])
        {
            var items = await store.ListFolderAsync(Key(folder), new NameSelection(prefix, filter), Token).ToListAsync();
            items.Select(static item => item.IsFolder ? item.Key + "/" : item.Key).ShouldBe(found);
        }
    }

    [Fact]
    public async Task Who_stops_early_asks_no_further()
    {
        await Folder.PutAllAsync(Enumerable.Range(0, 200).Select(static n => $"{n / 20:00}/{n:000}"));
        using var proxy = BucketFolder.Proxy();
        var store = new BucketStore(Folder.Open(proxy).Bucket with { PageSize = 2 });
        await foreach (var _ in store.ListAsync("", Token))
            break;
        proxy.RequestCount.ShouldBeLessThan(4);
    }

    [Fact]
    public async Task A_listing_that_is_cancelled_ends_at_once()
    {
        await Folder.PutAllAsync(Enumerable.Range(0, 60).Select(static n => $"{n / 20:00}/{n:000}"));
        using var proxy = BucketFolder.Proxy();
        var store = new BucketStore(Folder.Open(proxy).Bucket with { PageSize = 5 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clock = new Stopwatch();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in store.ListAsync("", stop.Token))
            {
                if (item.Key == "00/003")
                {
                    proxy.Add(FaultAction.Hang, static _ => true, int.MaxValue);
                    stop.CancelAfter(50);
                    clock.Start();
                }
            }
        });
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    private static Comparer<byte[]> ByBytes { get; } = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));
}
