using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Makes URLs that carry their own signature (Databend PRESIGN). Nothing is asked of the service.</summary>
internal static class BucketPresign
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static async Task<StageFileUrl> PresignAsync(Bucket bucket, StageKey key, PresignOptions options)
    {
        if (key.IsRoot)
        {
            throw StoreErrors.IsNoFile(bucket.Show(key));
        }

        if (options.ExpiresIn < TimeSpan.FromSeconds(1) || options.ExpiresIn > Longest)
        {
            throw new StageException(StageErrorCode.OptionInvalid, $"A URL can hold for one second to seven days, not for {options.ExpiresIn}; choose a time between.", options.ExpiresIn);
        }

        var expiresOn = DateTimeOffset.UtcNow + options.ExpiresIn;
        var request = new GetPreSignedUrlRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(key),
            Verb = options.ForWriting ? HttpVerb.PUT : HttpVerb.GET,
            Expires = expiresOn.UtcDateTime,
            Protocol = bucket.Manner.Endpoint?.Scheme == "http" ? Protocol.HTTP : Protocol.HTTPS,
        };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (options.ForWriting && options.ContentType is { } type)
        {
            request.ContentType = type;
            headers["Content-Type"] = type;
        }

        var url = await bucket.CallAsync(key, client => client.GetPreSignedURLAsync(request), CancellationToken.None).ConfigureAwait(false);
        return new StageFileUrl(options.ForWriting ? "PUT" : "GET", new Uri(url), headers, expiresOn, bucket.Show(key));
    }
}
