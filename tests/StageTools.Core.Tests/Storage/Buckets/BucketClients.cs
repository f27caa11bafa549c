using Amazon.Runtime;
using Amazon.S3;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Clients for requests that a test looks at.</summary>
internal static class BucketClients
{
    public const string KeyId = "AKIDKEYID";
    public const string Secret = "s3cr3t-of-the-key";

    public static BucketService Manner(string storage, string? endpoint, string? region = null, bool? pathStyle = null) =>
        BucketService.For(storage, endpoint, region, pathStyle, "bkt");

    public static BucketClient Open(BucketService manner, Action<AmazonS3Config>? more = null)
    {
        var config = new AmazonS3Config { MaxErrorRetry = 0 };
        manner.Configure(config);
        more?.Invoke(config);
        return new BucketClient(new BasicAWSCredentials(KeyId, Secret), config);
    }

    /// <summary>Takes any certificate.</summary>
    public sealed class Trusting : HttpClientFactory
    {
#pragma warning disable MA0039 // The certificate is the test's own, made a moment ago.
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });
#pragma warning restore MA0039

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
