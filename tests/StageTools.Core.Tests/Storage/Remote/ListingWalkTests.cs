using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using StageTools.Storage;
using StageTools.Storage.Remote;

namespace StageTools.Core.Tests.Storage.Remote;

/// <summary>A deep listing of a bucket: each key once, in the bucket's own order, whatever its folders hold and however small its pages are.</summary>
public sealed class ListingWalkTests
{
    private static readonly string[] Pieces = ["a", "b", "/", "/", "c/", "é", "\uFFFD", "😀", "!", "0"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_key_comes_once_in_the_order_of_its_bytes() => Property.Check(
        from keys in Property.Texts(Pieces).Where(static key => key.Length > 0).ListOf()
        from prefix in Gen.Elements("", "a", "a/", "c/")
        from after in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements("a", "a/b", "b", "c/a", "é").Select(static key => (string?)key))
        from size in Gen.Choose(1, 7)
        from requests in Gen.Choose(0, 3)
        select (Keys: keys, Prefix: prefix, After: after is not null && after.StartsWith(prefix, StringComparison.Ordinal) ? after : null, Size: size, Requests: requests),
        static one =>
        {
            var bucket = new Bucket(one.Keys, one.Size);
            var expected = bucket.Keys.Where(key => key.StartsWith(one.Prefix, StringComparison.Ordinal) && (one.After is null || Bucket.Compare(key, one.After) > 0));
            ListAsync(bucket, one.Prefix, one.After, one.Requests).GetAwaiter().GetResult().ShouldBe(expected);
        },
        cases: 600);

    [Fact]
    public void Keys_are_compared_by_their_bytes() => Property.Check(
        Property.Texts("a", "b", "é", "\uE000", "\uFFFD", "\uD7FF", "😀", "\U0010FFFF").Two(),
        static two => Math.Sign(KeyOrder.Compare(two.Item1, two.Item2)).ShouldBe(Math.Sign(Bucket.Compare(two.Item1, two.Item2))));

    [Fact]
    public async Task More_than_four_folders_a_page_take_a_request_a_page_and_no_more()
    {
        var five = new Bucket(Files(50, 2), 10);
        (await ListAsync(five, "", null, 4)).Count.ShouldBe(100);
        five.Requests.Select(static request => (request.Prefix, request.ByFolder)).ShouldBe(Enumerable.Repeat(("", false), 10));
        var four = new Bucket(Files(50, 2), 8);
        (await ListAsync(four, "", null, 4)).Count.ShouldBe(100);
        four.Requests.ShouldContain(static request => request.ByFolder);
    }

    [Fact]
    public async Task Four_large_folders_are_listed_beside_each_other()
    {
        var bucket = new Bucket(Files(4, 50), 10);
        (await ListAsync(bucket, "", null, 4)).Count.ShouldBe(200);
        bucket.Requests.ShouldContain(static request => request.ByFolder);
        bucket.Requests.Select(static request => request.Prefix).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(["", "f00/", "f01/", "f02/", "f03/"]);

        // The first folder's was found with the first page, and goes on behind it.
        bucket.Requests.Where(static request => request.Prefix == "f00/").Select(static request => request.StartAfter).First().ShouldBe("f00/0009");
    }

    [Fact]
    public async Task No_more_is_read_ahead_than_there_are_requests_for()
    {
        var bucket = new Bucket(Files(4, 200), 10) { Delay = TimeSpan.FromMilliseconds(1) };
        await ListAsync(bucket, "", null, 2);

        // The folder that is read may be none of those that are read ahead.
        bucket.MostAtOnce.ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_listed_ends_the_walk_where_it_stands()
    {
        var bucket = new Bucket(Files(4, 50), 10) { Broken = "f02/" };
        var keys = new List<string>();
        await using var walk = new ListingWalk(bucket.ListAsync, 4, Token);
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var page in walk.PagesAsync("", null))
                keys.AddRange(page.Select(static item => item.Key));
        });
        keys.ShouldBe(bucket.Keys.Where(static key => string.CompareOrdinal(key, "f02/") < 0));
    }

    [Fact]
    public async Task A_walk_that_is_given_up_ends_what_it_read_ahead()
    {
        var bucket = new Bucket(Files(4, 2000), 10);
        await using (var walk = new ListingWalk(bucket.ListAsync, 4, Token))
        {
            await foreach (var page in walk.PagesAsync("", null))
            {
                if (page.Any(static item => item.Key.StartsWith("f01/", StringComparison.Ordinal)))
                    break;
            }
        }

        var asked = bucket.Requests.Count;
        asked.ShouldBeLessThan(500);
        await Task.Delay(50, Token);
        bucket.Requests.Count.ShouldBe(asked);
    }

    private static IEnumerable<string> Files(int folders, int files) =>
        from folder in Enumerable.Range(0, folders)
        from file in Enumerable.Range(0, files)
        select $"f{folder:00}/{file:0000}";

    private static async Task<List<string>> ListAsync(Bucket bucket, string prefix, string? after, int requests)
    {
        var keys = new List<string>();
        await using var walk = new ListingWalk(bucket.ListAsync, requests, Token);
        await foreach (var page in walk.PagesAsync(prefix, after))
            keys.AddRange(page.Select(static item => item.Key));
        return keys;
    }

    /// <summary>A bucket's answers, as S3 gives them: by pages, with or without what lies below a slash.</summary>
    private sealed class Bucket(IEnumerable<string> keys, int pageSize)
    {
        private int _atOnce;

        public IReadOnlyList<string> Keys { get; } = [.. keys.Distinct(StringComparer.Ordinal).Order(Comparer<string>.Create(Compare))];

        public ConcurrentQueue<(string Prefix, bool ByFolder, string? StartAfter)> Requests { get; } = [];

        public TimeSpan Delay { get; init; }

        public string? Broken { get; init; }

        public int MostAtOnce { get; private set; }

        public static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

        public async Task<ListPage> ListAsync(string prefix, bool byFolder, string? startAfter, string? token, CancellationToken cancellationToken)
        {
            Requests.Enqueue((prefix, byFolder, startAfter));
            var from = 0;
            if (token?.Split('\n') is [var at, var behind])
                (from, startAfter) = (int.Parse(at, CultureInfo.InvariantCulture), behind.Length == 0 ? null : behind);
            var atOnce = Interlocked.Increment(ref _atOnce);
            lock (Requests)
                MostAtOnce = Math.Max(MostAtOnce, atOnce);
            await Task.Yield();
            await Task.Delay(Delay, cancellationToken);
            Interlocked.Decrement(ref _atOnce);
            if (prefix == Broken)
                throw new IOException("It broke.");
            cancellationToken.ThrowIfCancellationRequested();
            var entries = Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (startAfter is null || Compare(key, startAfter) > 0))
                .Select(key => byFolder && key.IndexOf('/', prefix.Length) is >= 0 and var slash ? (Key: key[..slash], IsFolder: true) : (Key: key, IsFolder: false))
                .Distinct();
            var page = entries.Skip(from).Take(pageSize + 1).ToList();
            var next = page.Count > pageSize ? $"{from + pageSize}\n{startAfter}" : null;
            var items = page.Take(pageSize).Select(static entry => new StoreItem(entry.Key, 1, default) { IsFolder = entry.IsFolder }).ToList();
            return new ListPage(items, byFolder || items.Count == 0 ? null : items[^1].Key, next);
        }
    }
}
