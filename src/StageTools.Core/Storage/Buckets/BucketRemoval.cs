using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets;

/// <summary>Removes objects: a thousand to a request where the service has such requests, several requests at once.</summary>
internal sealed class BucketRemoval(Bucket bucket)
{
    private const int MostInRequest = 1000;

    // Ceph's gateway refuses a body of more than a MiB (rgw_max_put_param_size).
    private const int MostBytesInRequest = 512 * 1024;

    /// <summary>Removes objects by their keys, and tells of those that stayed. One that is not there counts as removed, as everywhere in
    /// S3.</summary>
    public async Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken)
    {
        var failures = new List<RemoveFailure>();
        await RemoveAsync(keys.ToAsyncEnumerable(), failures.AddRange, cancellationToken).ConfigureAwait(false);
        return failures;
    }

    /// <summary>Removes all objects below a prefix, marks of folders too, while they are listed.</summary>
    /// <returns>How many stayed, and one of them: ten million are not to be remembered.</returns>
    public async Task<(long Count, RemoveFailure? First)> RemoveBelowAsync(string prefix, CancellationToken cancellationToken)
    {
        var (count, first) = (0L, (RemoveFailure?)null);
        var keys = new BucketListing(bucket).EverythingAsync(prefix, cancellationToken).Select(static file => StageKey.FromStore(file.Key));
        await RemoveAsync(
            keys,
            failures =>
            {
                count += failures.Count;
                first ??= failures is [var one, ..] ? one : null;
            },
            cancellationToken).ConfigureAwait(false);
        return (count, first);
    }

    private bool IsBulk(StageKey[] keys) => bucket.Service.BulkRemove && (keys.Length > 1 || IsText(keys[0].Value));

    private int BatchSize => bucket.Service.BulkRemove ? MostInRequest : 1;

    /// <param name="keys">What goes, by many in one request.</param>
    /// <param name="stayed">Takes what stayed of a batch, one batch after the other.</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    private async Task RemoveAsync(
        IAsyncEnumerable<StageKey> keys, Action<IReadOnlyList<RemoveFailure>> stayed, CancellationToken cancellationToken)
    {
        var turn = new Lock();
        try
        {
            await Parallel.ForEachAsync(
                BatchesAsync(keys, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
                async (batch, token) =>
                {
                    var failures = await RemoveBatchAsync(batch, token).ConfigureAwait(false);
                    lock (turn)
                    {
                        stayed(failures);
                    }
                }).ConfigureAwait(false);
        }
        finally
        {
            bucket.Changed();
        }
    }

    private async IAsyncEnumerable<StageKey[]> BatchesAsync(
        IAsyncEnumerable<StageKey> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (batch, size) = (new List<StageKey>(BatchSize), 0);
        await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!IsText(key.Value))
            {
                yield return [key];
                continue;
            }

            batch.Add(key);
            size += MostBytesOf(bucket.KeyOf(key));
            if (batch.Count == BatchSize || size >= MostBytesInRequest)
            {
                yield return [.. batch];
                batch.Clear();
                size = 0;
            }
        }

        if (batch.Count > 0)
            yield return [.. batch];
    }

    private async Task<IReadOnlyList<RemoveFailure>> RemoveBatchAsync(StageKey[] keys, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsBulk(keys))
            {
                await bucket.CallAsync(
                    keys[0],
                    client => client.DeleteObjectAsync(bucket.Name, bucket.KeyOf(keys[0]), cancellationToken),
                    cancellationToken).ConfigureAwait(false);
                return [];
            }

            List<KeyVersion> objects = [.. keys.Select(key => new KeyVersion { Key = bucket.KeyOf(key) })];
            var request = new DeleteObjectsRequest { BucketName = bucket.Name, Quiet = true, Objects = objects };
            var errors = await bucket.CallAsync(
                StageKey.Root, client => DeleteAsync(client, request, cancellationToken), cancellationToken).ConfigureAwait(false);
            return errors.Count == 0 ? [] : Failures(keys, errors);
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileNotFound && !IsBulk(keys))
        {
            // Google's answer for an object that is not there; also where the answer to a first attempt was lost.
            return [];
        }
        catch (StageException e)
        {
            return NotRemoved(keys, e);
        }
    }

    /// <summary>How long a key can be in the request, in its element and with its escapes.</summary>
    private static int MostBytesOf(string key)
    {
        var bytes = "<Object><Key></Key></Object>".Length;
        foreach (var c in key)
            bytes += c is '&' or '<' or '>' or '"' or '\'' or > '~' ? "&quot;".Length : 1;

        return bytes;
    }

    /// <summary>Whether XML, and so a request for many, can hold a key and gives it back as it is: no control characters, no line ends, no half
    /// characters.</summary>
    private static bool IsText(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsSurrogate(key[i]) ? !char.IsSurrogatePair(key, i++) : key[i] < ' ' || key[i] >= '\uFFFE')
                return false;
        }

        return true;
    }

    /// <summary>Sends the request; the errors are those of objects that stayed.</summary>
    private static async Task<IReadOnlyList<DeleteError>> DeleteAsync(
        IAmazonS3 client, DeleteObjectsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteObjectsAsync(request, cancellationToken).ConfigureAwait(false);
            return [];
        }
        catch (DeleteObjectsException e) when (e.Response.DeleteErrors is { Count: > 0 } errors)
        {
            return errors;
        }
    }

    /// <summary>What the service says of each key that stayed. Where it names one that nobody asked for, or none, any of them may be there.</summary>
    private RemoveFailure[] Failures(StageKey[] keys, IReadOnlyList<DeleteError> errors)
    {
        var asked = keys.Distinct().ToDictionary(bucket.KeyOf, StringComparer.Ordinal);
        return errors.Any(error => error.Key is null || !asked.ContainsKey(error.Key))
            ? NotRemoved(keys, BucketErrors.NotS3(bucket.PlaceOf(StageKey.Root)))
            : [.. errors.Select(
                error => new RemoveFailure(asked[error.Key], BucketErrors.Explain(error.Code ?? string.Empty, bucket.PlaceOf(asked[error.Key]))))];
    }

    private RemoveFailure[] NotRemoved(StageKey[] keys, StageException why) =>
        [.. keys.Select(
            key => new RemoveFailure(key, why.Reworded(message => $"'{bucket.Show(key)}' was not removed: {message}", bucket.Show(key))))];
}
