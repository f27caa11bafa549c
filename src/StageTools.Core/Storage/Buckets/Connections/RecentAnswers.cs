namespace StageTools.Storage.Buckets.Connections;

/// <summary>
/// What a bucket answered in the last two seconds. PowerShell asks a drive for one path several times over; each time it is the bucket's answer to
/// the first. Any change made through this process forgets all of it, so nobody sees his own writes late.
/// </summary>
internal sealed class RecentAnswers
{
    /// <summary>How long an answer holds.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private const int MostItems = 10_000;

    private readonly ConcurrentDictionary<string, (StoreItem? Item, long Time)> _items = new(StringComparer.Ordinal);
    private int _kept;
    private FirstPage? _page;
    private long _generation;

    /// <summary>Counts the changes: an answer that was asked for before one is not kept after it.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>An answer about one key, also the one that nothing is there.</summary>
    public bool TryFind(string key, out StoreItem? item)
    {
        var known = _items.TryGetValue(key, out var answer) && Stopwatch.GetElapsedTime(answer.Time) < Age;
        item = known ? answer.Item : null;
        return known;
    }

    /// <summary>Keeps what was told of one key: where a file and a folder have one name, the file, which was listed first.</summary>
    /// <param name="key">The key.</param>
    /// <param name="item">What is there.</param>
    /// <param name="generation">The count of changes when it was asked for.</param>
    /// <param name="time">When it was answered.</param>
    public void Keep(string key, StoreItem? item, long generation, long time)
    {
        if (Generation != generation)
            return;

        if (Interlocked.Increment(ref _kept) > MostItems)
        {
            _items.Clear();
            _kept = 1;
        }

        if (item is not { IsFolder: true } || !TryFind(key, out var known) || known is null)
            _items[key] = (item, time);

        if (Generation != generation)
            Forget();
    }

    /// <summary>Keeps the first page of a folder, which told that the folder is there: it will be wanted next.</summary>
    public void Keep(Bucket bucket, string prefix, ListPage page, long generation)
    {
        _page = new FirstPage(bucket.AddressOf(prefix), page, Stopwatch.GetTimestamp(), generation);
        if (Generation != generation)
            Forget();
    }

    /// <summary>The first page of a folder, once, and when it was answered.</summary>
    public (ListPage Page, long Time)? TakePage(Bucket bucket, string prefix)
    {
        var page = Interlocked.Exchange(ref _page, null);
        return page is not null && page.Generation == Generation && page.Key == bucket.AddressOf(prefix) && Stopwatch.GetElapsedTime(page.Time) < Age
            ? (page.Page, page.Time)
            : null;
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        _items.Clear();
        _page = null;
    }

    private sealed record FirstPage(string Key, ListPage Page, long Time, long Generation);
}
