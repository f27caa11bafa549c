using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What a bucket's service or the way to it says, in StageTools' words.</summary>
/// <remarks>
/// Nothing of an answer's body is passed on, and the SDK's exceptions are never attached: key ids, tokens and the text that was signed stand in them.
/// </remarks>
internal static class BucketErrors
{
    /// <summary>Whether this is an error of a bucket, its service, its credentials or the network, rather than a mistake of ours or a stop.</summary>
    /// <param name="e">What was thrown. An <see cref="IOException"/> of a local file is one too: keep the file's work outside of the try.</param>
    /// <param name="token">The token that stops the work: a cancellation without it is the SDK's time-out.</param>
    public static bool Is(Exception e, CancellationToken token = default) => e switch
    {
        OperationCanceledException => !token.IsCancellationRequested,
        AmazonServiceException or AmazonClientException or ProcessAWSCredentialException or FederatedAuthenticationFailureException => true,
        HttpRequestException or IOException or SocketException or TimeoutException => true,
        SilentServerException or AuthenticationException or XmlException => true,
        _ => IsStrayRedirect(e),
    };

    /// <summary>The error for an object or a listing of a bucket.</summary>
    /// <remarks>
    /// 412 is an object that was there already, which is what a conditional write asks. Whoever reads on a condition (If-Match) looks at that status
    /// first.
    /// </remarks>
    public static StageException Explain(Exception e, BucketPlace place) => e switch
    {
        AmazonUnmarshallingException or XmlException => NotS3(place),
        _ when IsStrayRedirect(e) => Explain("TemporaryRedirect", place),
        AmazonServiceException refused => BucketRefusal.Of(refused).Explain(place),
        AmazonClientException { InnerException: AmazonServiceException inner } when CredentialErrors.Is((AmazonClientException)e) =>
            CredentialErrors.RoleRefused(place, BucketRefusal.Of(inner).Suffix),
        AmazonClientException or ProcessAWSCredentialException or FederatedAuthenticationFailureException => CredentialErrors.Explain(e, place),
        _ => NetworkErrors.Explain(e, place),
    };

    /// <summary>The error for an answer that is not S3's: a proxy's page, a web server.</summary>
    /// <remarks>
    /// The SDK reads an HTML page as an empty listing. Whoever lists looks whether the answer has the bucket's name, which every service gives.
    /// </remarks>
    public static StageException NotS3(BucketPlace place) => StageErrorCode.StoreUnavailable.Error(
        $"What {place.Service.Host} answered for '{place.Shown}' is not an answer of S3; check the endpoint, and "
            + $"{(place.Proxy is { } proxy ? $"the proxy {proxy} through which it is reached" : "whether a proxy stands between")}.",
        place.Shown);

    /// <summary>The error for one key of a bulk removal, which the service names by a code alone.</summary>
    public static StageException Explain(string code, BucketPlace place) =>
        new BucketRefusal(code, Status: 0, RequestId: null, Region: null, Misaddressed: false).Explain(place);

    /// <summary>A 307 to a host that is not AWS's: the SDK follows none but AWS's own and fails on the address.</summary>
    private static bool IsStrayRedirect(Exception e) => e is ArgumentException && e.Message.StartsWith("Invalid S3 URI", StringComparison.Ordinal);
}

/// <summary>Where something went wrong, for the sentence that says so.</summary>
/// <param name="Service">The service.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Shown">The object or the listing as people write it, <c>@stage/key</c>.</param>
/// <param name="Profile">The profile the credentials come from, if any.</param>
/// <param name="Role">The role that gives them, if any.</param>
internal sealed record BucketPlace(BucketService Service, string Bucket, string Shown, string? Profile = null, string? Role = null)
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

    /// <summary>"the bucket 'x'".</summary>
    public string Named => $"the bucket '{Bucket}'";

    /// <summary>"the bucket 'x' at host".</summary>
    public string InWords => $"the bucket '{Bucket}' at {Service.Host}";

    /// <summary>The same at the beginning of a sentence.</summary>
    public string Subject => $"The bucket '{Bucket}' at {Service.Host}";
}
