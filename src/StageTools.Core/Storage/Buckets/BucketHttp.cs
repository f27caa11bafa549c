using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>The HTTP client of a bucket's connection: how many lines, how long to wait, whose certificates to trust.</summary>
internal sealed class BucketHttp : HttpClientFactory, IDisposable
{
    private const string BundleVariable = "AWS_CA_BUNDLE";

    private static readonly AsyncLocal<Attempts?> Counting = new();

    private readonly HttpClient _client;

    public BucketHttp(StageConnection settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = Bucket.MostRequests * 4,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        };
        if (Authorities(settings) is { } authorities)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authorities) };
        }

        _client = new HttpClient(new PatientHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Counts the attempts at the requests that the caller makes from now on: the SDK repeats one whose answer was lost.</summary>
    public static Attempts CountAttempts() => Counting.Value = new Attempts();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    /// <summary>The authorities that are trusted beside the system's: the connection's <c>ca_bundle</c>, else what AWS_CA_BUNDLE names, as in AWS's own tools.</summary>
    private static X509Certificate2Collection? Authorities(StageConnection settings)
    {
        var file = settings.CaBundle ?? (Environment.GetEnvironmentVariable(BundleVariable) is { } named && File.Exists(named) ? named : null);
        if (file is null)
        {
            return null;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StageException(StageErrorCode.OptionInvalid, $"The certificates in '{file}' (ca_bundle) cannot be read: {e.Message} Name a PEM file.", file, e);
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

    /// <summary>How often requests went out.</summary>
    internal sealed class Attempts
    {
        private int _count;

        public bool MoreThanOne => Volatile.Read(ref _count) > 1;

        public void Add() => Interlocked.Increment(ref _count);
    }

    /// <summary>Waits for an answer as long as the request makes likely, and no longer: a server that hangs must not hang the prompt.</summary>
    private sealed class PatientHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const double SlowestLine = 64 * 1024;
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
        private static readonly TimeSpan CopyPatience = TimeSpan.FromMinutes(10);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Counting.Value?.Add();
            var patience = PatienceFor(request);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(patience);
            try
            {
                return await base.SendAsync(request, waiting.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                // An IOException inside is what the SDK takes for worth another attempt.
                throw new HttpRequestException($"The server did not answer within {patience.TotalSeconds:0} seconds.", new IOException(e.Message, new TimeoutException()));
            }
        }

        private static TimeSpan PatienceFor(HttpRequestMessage request)
        {
            // The service copies, or puts an upload's parts together, before it answers.
            var isLong = request.Headers.Contains("x-amz-copy-source") || (request.Method == HttpMethod.Post && request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal));
            return isLong ? CopyPatience : Patience + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / SlowestLine);
        }
    }
}
