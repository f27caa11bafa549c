namespace StageTools.Storage.Remote;

/// <summary>
/// One deep listing: the pages come in key order, while the folders further on are listed already. A listing of one page costs one request; only a
/// longer one asks which folders there are, and lists several at once. Memory is bounded by the pages that may wait.
/// </summary>
/// <param name="list">Asks for a page.</param>
/// <param name="mostRequests">How many folders are listed at once.</param>
/// <param name="cancellationToken">Ends the listing.</param>
internal sealed class ListingWalk(ListingWalk.Lister list, int mostRequests, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int MostPagesWaiting = 8;
    private const int FewFolders = 4;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly SemaphoreSlim _free = new(mostRequests);
    private readonly List<Task> _running = [];

    /// <summary>Asks for one page of a listing, in the order of the keys.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="byFolder">Whether what lies deeper is put together into folders.</param>
    /// <param name="startAfter">The key to begin behind; null for the first.</param>
    /// <param name="token">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public delegate Task<ListPage> Lister(string prefix, bool byFolder, string? startAfter, string? token, CancellationToken cancellationToken);

    /// <summary>The files below a prefix, page by page, in key order.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoreItem>> PagesAsync(string prefix, string? startAfter)
    {
        var page = await ListAsync(prefix, byFolder: false, startAfter, token: null).ConfigureAwait(false);
        while (page.Next is not null && IsOfSmallFolders(prefix, page))
        {
            // A request for each of them would be more than the pages that hold them all.
            var next = ListAsync(prefix, byFolder: false, startAfter: null, page.Next);
            yield return page.Items;
            page = await next.ConfigureAwait(false);
        }

        yield return page.Items;
        if (page.Next is null)
            yield break;

        await foreach (var items in ByFolderAsync(prefix, page.LastKey!).ConfigureAwait(false))
            yield return items;
    }

    /// <summary>Ends what was listed ahead.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task all;
        lock (_running)
            all = Task.WhenAll(_running);

        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _free.Dispose();
    }

    private Task<ListPage> ListAsync(string prefix, bool byFolder, string? startAfter, string? token) =>
        list(prefix, byFolder, startAfter, token, _stop.Token);

    /// <summary>Whether a page went through several folders of this one, or through nothing at all.</summary>
    private static bool IsOfSmallFolders(string prefix, ListPage page)
    {
        var (folders, last) = (0, string.Empty);
        foreach (var item in page.Items)
        {
            var slash = item.Key.IndexOf('/', Math.Min(prefix.Length, item.Key.Length));
            if (slash >= 0 && !item.Key.AsSpan(0, slash).SequenceEqual(last))
                (folders, last) = (folders + 1, item.Key[..slash]);
        }

        return folders > FewFolders || page.LastKey is null;
    }

    /// <summary>What follows a key: the files of this folder, and its folders, each in its place.</summary>
    private async IAsyncEnumerable<IReadOnlyList<StoreItem>> ByFolderAsync(string prefix, string after)
    {
        // Where a folder was left in the middle, services differ in what they make of "start after" together with a delimiter. All of them list a
        // folder behind its own name without the slash.
        var slash = after.IndexOf('/', Math.Min(prefix.Length, after.Length));
        var next = ListAsync(prefix, byFolder: true, slash < 0 ? after : after[..slash], token: null);
        while (next is not null)
        {
            var page = await next.ConfigureAwait(false);
            next = page.Next is null ? null : ListAsync(prefix, byFolder: true, startAfter: null, page.Next);
            await foreach (var items in EntriesAsync(page.Items, after).ConfigureAwait(false))
                yield return items;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<StoreItem>> EntriesAsync(IReadOnlyList<StoreItem> entries, string after)
    {
        var branches = entries.Where(e => e.IsFolder).Select(e => new Branch(e.Key + "/", after)).ToArray();
        var (started, current) = (0, 0);
        var files = new List<StoreItem>();
        foreach (var entry in entries)
        {
            if (!entry.IsFolder)
            {
                if (KeyOrder.Compare(entry.Key, after) > 0)
                    files.Add(entry);

                continue;
            }

            var branch = branches[current++];
            if (branch.IsDone)
                continue;

            yield return files;
            files = [];
            for (started = Math.Max(started, current - 1); started < branches.Length && _free.Wait(0, CancellationToken.None); started++)
                Start(branches[started]);

            await foreach (var page in ReadAsync(branch).ConfigureAwait(false))
                yield return page;
        }

        yield return files;
    }

    private void Start(Branch branch)
    {
        var pages = Channel.CreateBounded<IReadOnlyList<StoreItem>>(
            new BoundedChannelOptions(MostPagesWaiting) { SingleReader = true, SingleWriter = true });
        branch.Ahead = pages.Reader;
        lock (_running)
        {
            _running.RemoveAll(static task => task.IsCompleted);
            _running.Add(RunAsync(branch, pages.Writer));
        }
    }

    private async Task RunAsync(Branch branch, ChannelWriter<IReadOnlyList<StoreItem>> pages)
    {
        Exception? error = null;
        try
        {
            await foreach (var page in PagesAsync(branch.Prefix, branch.StartAfter).ConfigureAwait(false))
                await pages.WriteAsync(page, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        pages.Complete(error);
        _free.Release();
    }

    /// <summary>A folder's pages: those that came ahead, or, where all requests were taken, asked for now.</summary>
    private IAsyncEnumerable<IReadOnlyList<StoreItem>> ReadAsync(Branch branch) =>
        branch.Ahead?.ReadAllAsync(_stop.Token) ?? PagesAsync(branch.Prefix, branch.StartAfter);

    /// <summary>A folder to be listed.</summary>
    private sealed class Branch(string prefix, string after)
    {
        public string Prefix { get; } = prefix;

        /// <summary>Where in the folder the first page of all had ended.</summary>
        public string? StartAfter { get; } = after.StartsWith(prefix, StringComparison.Ordinal) ? after : null;

        /// <summary>Whether the first page of all held it whole.</summary>
        public bool IsDone => StartAfter is null && KeyOrder.Compare(Prefix, after) < 0;

        public ChannelReader<IReadOnlyList<StoreItem>>? Ahead { get; set; }
    }
}

/// <summary>A page of a listing: files and folders in the order of their keys.</summary>
/// <param name="Items">All but what the store itself does not show.</param>
/// <param name="LastKey">The last key or folder of the page, also of what is not shown; null for an empty page.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
internal sealed record ListPage(IReadOnlyList<StoreItem> Items, string? LastKey, string? Next);

/// <summary>The order in which services list keys: by the bytes of their UTF-8.</summary>
internal static class KeyOrder
{
    /// <summary>Compares two keys as the service does. It differs from .NET's ordinal order where a surrogate pair meets U+E000 to U+FFFF.</summary>
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
            return a.Length - b.Length;

        var (x, y) = (a[common], b[common]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x - y
            : char.IsSurrogate(x) ? (y >= '\uE000' ? 1 : x - y)
            : (x >= '\uE000' ? -1 : x - y);
    }
}
