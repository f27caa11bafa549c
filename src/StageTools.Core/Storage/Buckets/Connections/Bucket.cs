using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>A bucket as a stage reaches it: the client, the service behind it, and where in the bucket the stage lies.</summary>
/// <param name="Connection">The client, and what it shares with other stages.</param>
/// <param name="Name">The bucket's name.</param>
/// <param name="Prefix">What all keys of the stage begin with: empty, or ending with <c>/</c>.</param>
/// <param name="ShownAs">What messages call the stage; null for the bucket's URL.</param>
internal sealed record Bucket(BucketConnection Connection, string Name, string Prefix, string? ShownAs)
{
    /// <summary>Small requests run this many at once.</summary>
    public const int MostRequests = 16;

    /// <summary>How many entries a page of a listing has: as many as a service gives, but in tests.</summary>
    public int PageSize { get; init; } = ObjectPage.Size;

    public IAmazonS3 Client => Connection.Client;

    public BucketService Service => Connection.Service;

    public ObjectSettings Objects => Connection.Objects;

    /// <summary>The object's key in the bucket.</summary>
    public string KeyOf(StageKey key) => Prefix + key.Value;

    /// <summary>Whether an object can be called so: a stage that is a whole bucket has none for its own folder.</summary>
    public bool HasName(StageKey key) => !key.IsRoot && KeyOf(key).Length > 0;

    /// <summary>Where a key, or what keys begin with, is in the world: the service, the bucket, all of the text.</summary>
    public string AddressOf(string prefix) => $"{Connection.Identity}/{Name}/{Prefix}{prefix}";

    /// <summary>What tells an item of the stage from all others, by whichever stage it is reached.</summary>
    public string Identify(string key) => key.Length == 0 && AddressOf(key) is [.. var folder, '/'] ? folder : AddressOf(key);

    /// <summary>The condition of a write that nothing may be there yet; null where one may be replaced, or the service has no conditions.</summary>
    public string? IfNoneMatch(bool overwrite) => !overwrite && Service.ConditionalWrite ? "*" : null;

    /// <summary>A key as the user would write it.</summary>
    public string Show(StageKey key) => ShownAs is null
        ? $"{Connection.Scheme}://{Name}/{KeyOf(key)}"
        : key.IsRoot ? ShownAs : $"{ShownAs}/{key}";

    /// <summary>Asks the service; what goes wrong is told in StageTools' words.</summary>
    public async Task<T> CallAsync<T>(StageKey key, Func<IAmazonS3, Task<T>> call, CancellationToken cancellationToken)
    {
        var renewals = Connection.Renewals;
        try
        {
            return await Retry.AfterExpiryAsync(() => call(Client), () => Connection.TryRenew(renewals)).ConfigureAwait(false);
        }
        catch (Exception e) when (BucketErrors.Is(e, cancellationToken))
        {
            throw Explain(e, key);
        }
    }

    /// <summary>What messages say of a key.</summary>
    public BucketPlace PlaceOf(StageKey key) =>
        new(Service, Name, Show(key), Connection.Settings.Get(BucketKeys.ProfileName), Connection.Settings.Get(BucketKeys.RoleArn));

    /// <summary>An error of the service or of the way to it, in StageTools' words.</summary>
    public StageException Explain(Exception e, StageKey key) => BucketErrors.Explain(e, PlaceOf(key));

    /// <summary>What is to be done after a change: nothing that was known of the bucket may be shown any more.</summary>
    public void Changed() => Connection.Recent.Forget();

    /// <summary>One page of a listing, in the order of the keys.</summary>
    /// <param name="prefix">What the keys in the stage begin with.</param>
    /// <param name="byFolder">Whether what lies deeper is put together into folders.</param>
    /// <param name="startAfter">The key, in the stage, to begin behind; null for the first.</param>
    /// <param name="token">Where the page before ended; null for the first.</param>
    /// <param name="most">The most entries, 1 to 1000.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<ListPage> ListPageAsync(
        string prefix, bool byFolder, string? startAfter, string? token, int most, CancellationToken cancellationToken)
    {
        var page = await AskForPageAsync(
            StageKey.Root,
            new ListObjectsV2Request
            {
                Prefix = Prefix + prefix,
                Delimiter = byFolder ? "/" : null,
                StartAfter = startAfter is null ? null : Prefix + startAfter,
                ContinuationToken = token,
                MaxKeys = most,
            },
            cancellationToken).ConfigureAwait(false);
        return ObjectPage.Read(page, Prefix.Length);
    }

    /// <summary>One answer to a listing, in the service's own words.</summary>
    /// <param name="about">What messages are to speak of.</param>
    /// <param name="request">What is asked for; the prefix as it is in the bucket.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<ListObjectsV2Response> AskForPageAsync(StageKey about, ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        (request.BucketName, request.Encoding) = (Name, EncodingType.Url);
        try
        {
            var asking = CallAsync(about, client => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            var page = await asking.ConfigureAwait(false);

            // Some page of a proxy's reads like a listing of nothing: whoever removes or moves all of it would take it for a folder that is
            // empty. A page that says "more" and not where would end a listing in the middle.
            return page.Name is null || (page.IsTruncated == true && page.NextContinuationToken is null)
                ? throw BucketErrors.NotS3(PlaceOf(about))
                : page;
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileNotFound)
        {
            // S3 says NoSuchBucket. A bare 404 is some web server's, that has no such page.
            throw BucketErrors.NotS3(PlaceOf(about));
        }
    }

    /// <summary>Requires of a key that nothing has it yet, unless that may be replaced.</summary>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    public async Task RequireFreeAsync(StageKey key, bool overwrite, CancellationToken cancellationToken)
    {
        if (!overwrite && await FindAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            throw StoreErrors.AlreadyExists(Show(key));
    }

    /// <summary>Writes an object that may replace nothing but what it is known to replace, under that condition where the service has
    /// one.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="replaced">What it replaces; null for whatever is there.</param>
    /// <param name="write">Writes it, by the condition's entity tag; null for no condition.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>ChecksumMismatch</c>: something else is there.</exception>
    public async Task<T> ReplaceAsync<T>(StageKey key, StoreItem? replaced, Func<string?, Task<T>> write, CancellationToken cancellationToken)
    {
        await RequireUnchangedAsync(key, replaced, cancellationToken).ConfigureAwait(false);

        // Without quotes: Ceph's gateway compares it with the bare tag, and others take both.
        var condition = Service.ConditionalWrite ? replaced?.ETag : null;
        try
        {
            return await write(condition).ConfigureAwait(false);
        }
        catch (StageException e) when (condition is not null
            && e.Code is StageErrorCode.FileAlreadyExists or StageErrorCode.FileNotFound or StageErrorCode.StorageNotServed)
        {
            // A server that does not know the condition refuses it, whatever is there.
            await RequireUnchangedAsync(key, replaced, cancellationToken).ConfigureAwait(false);
            return await write(null).ConfigureAwait(false);
        }
    }

    /// <summary>The object of this key, or null; a folder is none.</summary>
    public async Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken)
    {
        if (!HasName(key))
            return null;

        // A listing names it in the request's query, where no client, proxy or server takes a dot for a way up.
        if (key.HasDots)
            return await FindListedAsync(key, cancellationToken).ConfigureAwait(false);

        var renewals = Connection.Renewals;
        try
        {
            return await FindByHeadAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code == StageErrorCode.AccessDenied && Connection.Renewals != renewals)
        {
            // The head was refused for its token, which the listing had renewed, and to list is a right of its own.
            return await FindByHeadAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StoreItem?> FindByHeadAsync(StageKey key, CancellationToken cancellationToken)
    {
        try
        {
            var head = await Client.GetObjectMetadataAsync(Name, KeyOf(key), cancellationToken).ConfigureAwait(false);
            return ObjectItem.Of(head, key.Value) ?? throw BucketErrors.NotS3(PlaceOf(key));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (BucketErrors.Is(e, cancellationToken))
        {
            // A HEAD that fails says nothing but a number: a listing says why, or tells of the object to whoever may not read it. Who may not list
            // the whole bucket is refused what is not there, too ("HeadObject", Amazon S3 API Reference).
            return e is AmazonS3Exception
            {
                StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently,
            }
                ? await FindListedAsync(key, cancellationToken).ConfigureAwait(false)
                : throw Explain(e, key);
        }
    }

    /// <summary>Refuses what no object is called. A name with dots is written only where the service was seen to keep such names as they are: to
    /// another it may be a way out of the stage.</summary>
    public void RequireName(StageKey key, bool hasSuchNames)
    {
        if (!HasName(key))
            throw StoreErrors.IsNoFile(Show(key));

        if (key.HasDots && !hasSuchNames)
            throw StoreErrors.HasDots(Show(key));
    }

    /// <summary>All that the service tells of an object.</summary>
    public Task<GetObjectMetadataResponse> HeadAsync(StageKey key, CancellationToken cancellationToken) =>
        CallAsync(key, client => client.GetObjectMetadataAsync(Name, KeyOf(key), cancellationToken), cancellationToken);

    /// <summary>Refuses an archived object before any byte of it is asked for, unless it was restored.</summary>
    public async Task RequireRestoredAsync(StoreItem file, CancellationToken cancellationToken)
    {
        if (!Service.IsArchived(file.StorageClass))
            return;

        var key = StageKey.FromStore(file.Key);
        var head = await HeadAsync(key, cancellationToken).ConfigureAwait(false);
        if (head.RestoreInProgress == true || head.RestoreExpiration is null)
        {
            var advice = head.RestoreInProgress == true ? "that was asked for already and is not done yet" : Service.RestoreAdvice;
            throw StageErrorCode.ObjectArchived.Error(
                $"'{Show(key)}' lies in the archive class {file.StorageClass} and must be restored before it can be read: {advice}.", Show(key));
        }
    }

    private async Task RequireUnchangedAsync(StageKey key, StoreItem? replaced, CancellationToken cancellationToken)
    {
        if (replaced is { } old && (await FindAsync(key, cancellationToken).ConfigureAwait(false))?.HasSameContent(old) is not true)
            throw StoreErrors.Changed(Show(key));
    }

    /// <summary>The object of this key as a listing tells of it, one that no listing of ours shows too; or null.</summary>
    private async Task<StoreItem?> FindListedAsync(StageKey key, CancellationToken cancellationToken)
    {
        // The first key that begins with a text is the text itself.
        var page = await AskForPageAsync(
            key, new ListObjectsV2Request { Prefix = KeyOf(key), MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
        return page.S3Objects is [var first, ..] && ObjectPage.Decoded(page, first.Key) == KeyOf(key) ? ObjectItem.Of(first, key.Value) : null;
    }
}
