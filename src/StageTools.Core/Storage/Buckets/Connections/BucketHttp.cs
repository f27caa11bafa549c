using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using StageTools.Errors;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>The HTTP client of a bucket's connection: how many lines, how long to wait, whose certificates to trust.</summary>
internal sealed class BucketHttp : HttpClientFactory, IDisposable
{
    private const string BundleVariable = "AWS_CA_BUNDLE";

    private readonly HttpClient _client;

    /// <param name="settings">Whose certificates are trusted.</param>
    /// <param name="timeout">How long an ordinary answer is waited for.</param>
    public BucketHttp(StageConnection settings, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // More than ever work at once: a request that waited for a line would run out of time without having been sent.
            MaxConnectionsPerServer = 1024,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        };
        if (Authorities(settings) is { } authorities)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authorities) };

        _client = new HttpClient(new TimeoutHandler(handler, timeout)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// The authorities that are trusted beside the system's: the connection's <c>ca_bundle</c>, else what AWS_CA_BUNDLE names, as in AWS's own tools.
    /// </summary>
    private static X509Certificate2Collection? Authorities(StageConnection settings)
    {
        var file = settings.CaBundle ?? (Environment.GetEnvironmentVariable(BundleVariable) is { } named && File.Exists(named) ? named : null);
        if (file is null)
            return null;

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, $"The certificates in '{file}' (ca_bundle) cannot be read: {e.Message} Name a PEM file.", file, e);
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}
