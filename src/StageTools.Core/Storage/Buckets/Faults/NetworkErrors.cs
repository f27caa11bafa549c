using System.Net.Sockets;
using System.Security.Authentication;
using StageTools.Errors;
using StageTools.Storage.Remote;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What goes wrong on the way to a server: its name, its port, its certificate, the line.</summary>
internal static class NetworkErrors
{
    private const string ProxySettings = "check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY";

    /// <summary>The error; the platform's exception goes with it, since no secret is in it.</summary>
    public static StageException Explain(Exception e, BucketPlace place) =>
        new(StageErrorCode.StoreUnavailable, Sentence(e, place), place.Shown, e);

    private static string Sentence(Exception e, BucketPlace place)
    {
        var host = place.Service.Host;
        var proxy = place.Proxy;
        var socket = Find<SocketException>(e)?.SocketErrorCode;
        var request = Find<HttpRequestException>(e)?.HttpRequestError;
        return e switch
        {
            _ when request == HttpRequestError.ProxyTunnelError =>
                $"The proxy {proxy} does not let this machine through to {host}, where {Of(place)} is; {ProxySettings}.",
            _ when proxy is not null
                && (
                    socket is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                        || request == HttpRequestError.NameResolutionError) =>
                $"The proxy {proxy}, through which this machine reaches {host} for {Of(place)}, has no address; {ProxySettings}.",
            _ when proxy is not null && socket == SocketError.ConnectionRefused =>
                $"Nothing listens at the proxy {proxy}, through which this machine reaches {host} for {Of(place)}; {ProxySettings}.",
            _ when Find<AuthenticationException>(e) is not null || request == HttpRequestError.SecureConnectionError =>
                $"No secure connection to {host} for {Of(place)} came about: its certificate is not trusted here, or it speaks no TLS; "
                + "name your own authority's certificate with ca_bundle, or write http:// in the endpoint if the server is meant to be so.",
            _ when socket is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                || request == HttpRequestError.NameResolutionError =>
                $"The server {host} of {Of(place)} has no address; check the endpoint, the region and this machine's DNS.",
            _ when socket == SocketError.ConnectionRefused =>
                $"Nothing listens at {host}, where {Of(place)} should be; check the endpoint and its port, and that the server runs.",
            _ when socket is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown =>
                $"There is no way from this machine to {host}, where {Of(place)} is; check the network, the proxy and the firewall.",
            _ when e is TimeoutException or OperationCanceledException || Find<SilentServerException>(e) is not null => Late(place),
            _ when socket == SocketError.TimedOut => Late(place),
            _ => $"The connection to {host} for '{place.Shown}' in {Of(place)} broke off, also after several tries{By(proxy)}; try again.",
        };
    }

    private static string Late(BucketPlace place) =>
        $"{place.Service.Host} did not answer in time for '{place.Shown}' in {Of(place)}{By(place.Proxy)}; check the network and try again.";

    private static string By(string? proxy) => proxy is null ? string.Empty : $", by way of the proxy {proxy}";

    private static string Of(BucketPlace place) => $"the bucket '{place.Bucket}'";

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
