using Amazon.S3.Model;

namespace StageTools.Storage.Buckets;

/// <summary>Lists a bucket in the order of its keys, a thousand to a request; deep listings ask for several folders at once.</summary>
internal sealed class BucketListing(Bucket bucket)
{
    /// <summary>All files whose keys begin with a text.</summary>
    public async IAsyncEnumerable<StoreItem> DeepAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new ListingWalk(
            (below, byFolder, startAfter, token, stop) => bucket.ListPageAsync(below, byFolder, startAfter, token, bucket.PageSize, stop),
            Bucket.MostRequests,
            cancellationToken);
        await using var ending = walk.ConfigureAwait(false);
        await foreach (var page in walk.PagesAsync(prefix, startAfter: null).ConfigureAwait(false))
        {
            foreach (var item in page)
                yield return item;
        }
    }

    /// <summary>The files and folders directly in a folder, and the files below it that no path leads to (<see cref="StageKey.IsPath"/>).</summary>
    public async IAsyncEnumerable<StoreItem> ShallowAsync(
        StageKey folder, NameSelection names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = folder.AsPrefix + names.Prefix;
        var recent = bucket.Connection.Recent;
        var (generation, known) = (recent.Generation, recent.TakePage(bucket, prefix));
        var next = known is { Page: var first }
            ? Task.FromResult(first)
            : bucket.ListPageAsync(prefix, byFolder: true, startAfter: null, token: null, bucket.PageSize, cancellationToken);
        while (next is not null)
        {
            var page = await next.ConfigureAwait(false);
            var time = known?.Time ?? Stopwatch.GetTimestamp();
            known = null;
            next = page.Next is null
                ? null
                : bucket.ListPageAsync(prefix, byFolder: true, startAfter: null, page.Next, bucket.PageSize, cancellationToken);
            foreach (var item in page.Items)
            {
                var isName = IsName(item.Key.AsSpan(folder.AsPrefix.Length));
                if (item.IsFolder && !isName)
                {
                    await foreach (var file in DeepAsync(item.Key + "/", cancellationToken).Where(IsWanted).ConfigureAwait(false))
                        yield return file;
                }
                else if (item.IsFolder || IsWanted(item))
                {
                    // A wildcard's names are asked for one by one in the next moment.
                    if (isName)
                        recent.Keep(bucket.Identify(item.Key), item, generation, time);

                    yield return item;
                }
            }
        }

        bool IsWanted(StoreItem file) => names.Files?.Invoke(file.Key[(file.Key.LastIndexOf('/') + 1)..]) is not false;
    }

    /// <summary>All objects whose keys begin with a text, marks of folders and what no stage path can name among them.</summary>
    public async IAsyncEnumerable<StoreItem> EverythingAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await bucket.AskForPageAsync(
                StageKey.Root.Below(prefix),
                new ListObjectsV2Request { Prefix = bucket.Prefix + prefix, ContinuationToken = token },
                cancellationToken).ConfigureAwait(false);
            foreach (var file in page.S3Objects ?? [])
                yield return ObjectItem.Of(file, ObjectPage.Decoded(page, file.Key)[bucket.Prefix.Length..]);

            token = ObjectPage.NextOf(page);
        }
        while (token is not null);
    }

    /// <summary>
    /// Whether a path of a drive can end so. "a//b" gives a folder "a/" the folder "", where no path leads: what lies there stands beside it, each by
    /// its whole key.
    /// </summary>
    private static bool IsName(ReadOnlySpan<char> name) => StageKey.IsPath(name) && !name.Contains('/');
}
