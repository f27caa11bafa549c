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
        await using (walk.ConfigureAwait(false))
        {
            await foreach (var page in walk.PagesAsync(prefix, startAfter: null).ConfigureAwait(false))
            {
                foreach (var item in page)
                    yield return item;
            }
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
                if (IsName(item.Key.AsSpan(folder.AsPrefix.Length)))
                {
                    if (item.IsFolder || IsWanted(item, names))
                    {
                        // A wildcard's names are asked for one by one in the next moment.
                        recent.Keep(bucket.Identify(item.Key), item, generation, time);
                        yield return item;
                    }
                }
                else if (!item.IsFolder)
                {
                    if (IsWanted(item, names))
                        yield return item;
                }
                else
                {
                    await foreach (var file in DeepAsync(item.Key + "/", cancellationToken).ConfigureAwait(false))
                    {
                        if (IsWanted(file, names))
                            yield return file;
                    }
                }
            }
        }
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

    private static bool IsWanted(StoreItem file, NameSelection names) =>
        names.Files is null || names.Files(file.Key[(file.Key.LastIndexOf('/') + 1)..]);
}
