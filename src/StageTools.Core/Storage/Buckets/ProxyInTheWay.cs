namespace StageTools.Storage.Buckets;

/// <summary>The proxy of this machine's settings through which a service is reached: what goes wrong may be its doing.</summary>
internal static class ProxyInTheWay
{
    /// <summary>The proxy's host and port, without the user and password that the settings may hold; null where the way is straight.</summary>
    public static string? To(BucketManner manner)
    {
        try
        {
            var service = manner.Endpoint ?? new Uri("https://" + manner.Host);
            var proxy = HttpClient.DefaultProxy;
            return proxy.IsBypassed(service) ? null : proxy.GetProxy(service) is { } address && address != service ? address.Authority : null;
        }
        catch (Exception e) when (e is UriFormatException or InvalidOperationException or PlatformNotSupportedException)
        {
            // Settings that cannot be read lead through none.
            return null;
        }
    }
}
