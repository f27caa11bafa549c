using System.Net.Sockets;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What goes wrong on the way to a server: its name, its port, its certificate, the line.</summary>
internal static class NetworkErrors
{
    private const string ProxySettings = "check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY";

    /// <summary>The error. The platform's exception goes with it, but where a proxy is in the way: its text may hold the proxy's password.</summary>
    public static StageException Explain(Exception e, BucketPlace place) =>
        StageErrorCode.StoreUnavailable.Error(Sentence(e, place), place.Shown, place.Proxy is null ? e : null);

    private static string Sentence(Exception e, BucketPlace place)
    {
        var (host, bucket, proxy) = (place.Service.Host, place.Named, place.Proxy);
        var by = proxy is null ? string.Empty : $", by way of the proxy {proxy}";
        var socket = Find<SocketException>(e)?.SocketErrorCode;
        var request = Find<HttpRequestException>(e)?.HttpRequestError;
        var hasNoAddress = socket is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            || request == HttpRequestError.NameResolutionError;
        return e switch
        {
            _ when request == HttpRequestError.ProxyTunnelError =>
                $"The proxy {proxy} does not let this machine through to {host}, where {bucket} is; {ProxySettings}.",
            _ when proxy is not null && hasNoAddress =>
                $"The proxy {proxy}, through which this machine reaches {host} for {bucket}, has no address; {ProxySettings}.",
            _ when proxy is not null && socket == SocketError.ConnectionRefused =>
                $"Nothing listens at the proxy {proxy}, through which this machine reaches {host} for {bucket}; {ProxySettings}.",
            _ when Find<AuthenticationException>(e) is not null || request == HttpRequestError.SecureConnectionError =>
                $"No secure connection to {host} for {bucket} came about: its certificate is not trusted here, or it speaks no TLS; "
                + "name your own authority's certificate with ca_bundle, or write http:// in the endpoint if the server is meant to be so.",
            _ when hasNoAddress => $"The server {host} of {bucket} has no address; check the endpoint, the region and this machine's DNS.",
            _ when socket == SocketError.ConnectionRefused =>
                $"Nothing listens at {host}, where {bucket} should be; check the endpoint and its port, and that the server runs.",
            _ when socket is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown =>
                $"There is no way from this machine to {host}, where {bucket} is; check the network, the proxy and the firewall.",
            _ when socket == SocketError.TimedOut
                || e is TimeoutException or OperationCanceledException
                || Find<SilentServerException>(e) is not null =>
                $"{host} did not answer in time for '{place.Shown}' in {bucket}{by}; check the network and try again.",
            _ => $"The connection to {host} for '{place.Shown}' in {bucket} broke off, also after several tries{by}; try again.",
        };
    }

    private static T? Find<T>(Exception e)
        where T : Exception
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
                return found;
        }

        return null;
    }
}
