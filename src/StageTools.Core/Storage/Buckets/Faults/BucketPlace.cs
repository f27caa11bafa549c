using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>Where something went wrong, for the sentence that says so.</summary>
/// <param name="Service">The service.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Shown">The object or the listing as people write it, <c>@stage/key</c>.</param>
/// <param name="Profile">The profile the credentials come from, if any.</param>
internal sealed record BucketPlace(BucketService Service, string Bucket, string Shown, string? Profile = null)
{
    /// <summary>
    /// The proxy of this machine's settings through which the service is reached, by its host and port, without the user and password that the
    /// settings may hold; null for none.
    /// </summary>
    public string? Proxy
    {
        get
        {
            try
            {
                var server = Service.Endpoint ?? new Uri("https://" + Service.Host);
                var proxy = HttpClient.DefaultProxy;
                return proxy.IsBypassed(server) ? null : proxy.GetProxy(server) is { } address && address != server ? address.Authority : null;
            }
            catch (Exception e) when (e is UriFormatException or InvalidOperationException or PlatformNotSupportedException)
            {
                // Settings that cannot be read lead through none.
                return null;
            }
        }
    }

    /// <summary>"the bucket 'x' at host".</summary>
    public string InWords => $"the bucket '{Bucket}' at {Service.Host}";

    /// <summary>The same at the beginning of a sentence.</summary>
    public string Subject => $"The bucket '{Bucket}' at {Service.Host}";
}
