using System.Web;
using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets;

/// <summary>Makes URLs that carry their own signature (Databend PRESIGN). Nothing is asked of the service.</summary>
internal static class BucketPresign
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static async Task<StageFileUrl> PresignAsync(Bucket bucket, StageKey key, PresignOptions options)
    {
        if (!bucket.HasName(key))
            throw StoreErrors.IsNoFile(bucket.Show(key));

        if (options.ExpiresIn < TimeSpan.FromSeconds(1) || options.ExpiresIn > Longest)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"A URL can hold for one second to seven days, not for {options.ExpiresIn}; choose a time between.", options.ExpiresIn);
        }

        var expiresOn = DateTimeOffset.UtcNow + options.ExpiresIn;
        var seconds = (long)options.ExpiresIn.TotalSeconds;
        var request = new GetPreSignedUrlRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(key),
            Verb = options.ForWriting ? HttpVerb.PUT : HttpVerb.GET,
            Protocol = bucket.Service.Endpoint?.Scheme == "http" ? Protocol.HTTP : Protocol.HTTPS,
        };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (options.ForWriting && options.ContentType is { } type)
        {
            request.ContentType = type;
            headers["Content-Type"] = type;
        }

        // The SDK counts from the service's clock, as the last answer told it; a minute shows how far that is off. A second more than a week would be
        // refused.
        var (_, minute) = await SignAsync(bucket, key, request, 60).ConfigureAwait(false);
        var asked = seconds + 60 - minute;
        var (url, signed) = await SignAsync(bucket, key, request, asked).ConfigureAwait(false);
        if (signed > seconds || signed < 1)
            (url, _) = await SignAsync(bucket, key, request, signed < 1 ? asked + 1 : asked - 1).ConfigureAwait(false);

        return new StageFileUrl(options.ForWriting ? "PUT" : "GET", url, headers, expiresOn, bucket.Show(key));
    }

    /// <summary>A URL that ends in so many seconds by this machine's clock, and how many it says.</summary>
    private static async Task<(string Url, long Seconds)> SignAsync(Bucket bucket, StageKey key, GetPreSignedUrlRequest request, long seconds)
    {
        request.Expires = DateTime.UtcNow.AddSeconds(seconds);
        var url = await bucket.CallAsync(key, client => client.GetPreSignedURLAsync(request), CancellationToken.None).ConfigureAwait(false);
        var said = HttpUtility.ParseQueryString(new Uri(url).Query)["X-Amz-Expires"];
        return (url, long.Parse(said!, CultureInfo.InvariantCulture));
    }
}
