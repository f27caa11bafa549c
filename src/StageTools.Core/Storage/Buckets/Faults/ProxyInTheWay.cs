using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>The proxy of this machine's settings through which a service is reached: what goes wrong may be its doing.</summary>
internal static class ProxyInTheWay
{
    /// <summary>The proxy's host and port, without the user and password that the settings may hold; null where the way is straight.</summary>
    public static string? To(BucketService service)
    {
        try
        {
            var server = service.Endpoint ?? new Uri("https://" + service.Host);
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
