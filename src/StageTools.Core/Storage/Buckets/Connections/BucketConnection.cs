using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>A service as some stages reach it: one client, with its lines, for all stages of the same address and credentials.</summary>
internal sealed class BucketConnection : IDisposable
{
    // Five attempts, with up to 1, 2, 4 and 8 seconds between them: a service that is busy recovers in that time, and nobody waits a minute for one
    // that is gone.
    private const int MostRetries = 4;

    private readonly BucketHttp _http;
    private readonly RefreshingAWSCredentials? _temporary;
    private readonly Lock _renewing = new();
    private int _renewals;

    public BucketConnection(string scheme, StageConnection settings, string bucket, RecentAnswers recent, TimeSpan timeout)
    {
        (Scheme, Settings, Recent, Timeout) = (scheme, settings, recent, timeout);
        Service = BucketService.For(
            scheme,
            settings.Get(BucketKeys.Endpoint) ?? EndpointOfEnvironment(scheme),
            settings.Get(BucketKeys.Region) ?? BucketCredentials.RegionOfProfile(settings),
            settings.PathStyle,
            bucket);
        Objects = new ObjectSettings(settings, Service);
        Conditions = new WriteConditions(Service);
        _http = new BucketHttp(settings, timeout);
        var config = new AmazonS3Config
        {
            HttpClientFactory = _http,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = MostRetries,
            ThrottleRetries = false,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        Service.Configure(config);
        var credentials = BucketCredentials.Of(settings, Service, _http);
        _temporary = credentials as RefreshingAWSCredentials;
        Client = credentials is not null ? new BucketClient(credentials, config) : new BucketClient(config);
        Identity = $"{Scheme}://{config.ServiceURL ?? config.RegionEndpoint?.SystemName}";
    }

    public IAmazonS3 Client { get; }

    public BucketService Service { get; }

    /// <summary>What is known of the service's conditional writes.</summary>
    public WriteConditions Conditions { get; }

    public StageConnection Settings { get; }

    /// <summary>What goes with every object that is written.</summary>
    public ObjectSettings Objects { get; }

    /// <summary>Counts the answers that nobody reads yet: each holds a line, so there are no more than some.</summary>
    public SemaphoreSlim WaitingAnswers { get; } = new(Bucket.MostRequests);

    /// <summary>How long an answer, or more of one, is waited for.</summary>
    public TimeSpan Timeout { get; }

    /// <summary><c>s3</c>, <c>oss</c> or <c>gcs</c>.</summary>
    public string Scheme { get; }

    /// <summary>What tells this service from others.</summary>
    public string Identity { get; }

    /// <summary>What the buckets of all connections answered a moment ago: what is written by one may be read by another.</summary>
    public RecentAnswers Recent { get; }

    /// <summary>How often credentials were thrown away because the service called them expired.</summary>
    public int Renewals => Volatile.Read(ref _renewals);

    /// <summary>Throws the credentials away that the service calls expired, where they are temporary: the next request has new ones made.</summary>
    /// <param name="seen">The renewals before the request that was refused: of many at once one throws them away.</param>
    /// <returns>Whether there are others to ask with.</returns>
    public bool TryRenew(int seen)
    {
        if (_temporary is null)
            return false;

        lock (_renewing)
        {
            if (_renewals == seen)
            {
                _temporary.ClearCredentials();
                _renewals++;
            }
        }

        return true;
    }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    /// <summary>Where the service's own tools look for a server's address.</summary>
    private static string? EndpointOfEnvironment(string scheme) =>
        BucketKind.Of(scheme).EndpointVariables.Select(Environment.GetEnvironmentVariable)
            .FirstOrDefault(static address => address is { Length: > 0 });
}

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
            ConnectCallback = PromptStream.ConnectAsync,
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
        var named = Environment.GetEnvironmentVariable(BundleVariable);
        var file = settings.Get(BucketKeys.CaBundle) ?? (File.Exists(named) ? named : null);
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
            throw StageErrorCode.OptionInvalid.Error(
                $"The certificates in '{file}' (ca_bundle) cannot be read: {e.Message} Name a PEM file.", file, e);
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
