using Amazon.Runtime;
using Amazon.S3;
using StageTools.Core.Tests.Servers;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>A bucket of one test's own: reached through a proxy that harms what passes, and looked at past it.</summary>
internal sealed class FaultyBucket : IAsyncDisposable
{
    /// <summary>Three parts: two whole ones and a bit.</summary>
    public const int ThreeParts = (17 << 20) + 5;

    private readonly BucketConnections _connections;

    private FaultyBucket(S3Server server, TimeSpan? patience)
    {
        Server = server;
        Proxy = server.Proxy();
        _connections = patience is { } given ? new BucketConnections { Timeout = given } : new BucketConnections();
        Store = _connections.Open(KnownStores.All.ParseUrl($"s3://{Name}/in/", "/"), Settings($"http://127.0.0.1:{Proxy.Port}"), "@lake");
        Client = new AmazonS3Client(
            new BasicAWSCredentials(server.AccessKey, server.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = $"http://127.0.0.1:{server.Endpoint.Port}",
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            });
    }

    public S3Server Server { get; }

    public string Name { get; } = "faults-" + Guid.NewGuid().ToString("N");

    public S3Proxy Proxy { get; }

    /// <summary>The stage through the proxy: the folder <c>in/</c> of the bucket.</summary>
    public BucketStore Store { get; }

    public IStore Place => Store;

    /// <summary>The bucket past the proxy.</summary>
    public AmazonS3Client Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes one, or skips the test where there is no server.</summary>
    /// <param name="patience">How long an attempt is waited for; null for as long as outside of tests.</param>
    public static async Task<FaultyBucket> CreateAsync(TimeSpan? patience = null)
    {
        var bucket = new FaultyBucket(S3Server.Required, patience);
        await bucket.Client.PutBucketAsync(bucket.Name, Token);
        return bucket;
    }

    /// <summary>Bytes that no two keys have in common.</summary>
    public static byte[] Content(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public Task WriteAsync(string key, byte[] content, bool overwrite = true) => SendAsync(key, content, overwrite, Token);

    public Task SendAsync(string key, byte[] content, bool overwrite, CancellationToken token) =>
        Store.WriteAsync(StageKey.Parse(key), new MemoryStream(content), new WriteOptions(overwrite) { ExpectedSize = content.Length }, token);

    public async Task<byte[]> ReadAsync(string key, CancellationToken token)
    {
        await using var stream = await Store.OpenReadAsync(StageKey.Parse(key), token);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, token);
        return content.ToArray();
    }

    /// <summary>Puts an object past the proxy.</summary>
    public Task PutAsync(string key, byte[] content) =>
        Client.PutObjectAsync(new() { BucketName = Name, Key = "in/" + key, InputStream = new MemoryStream(content) }, Token);

    /// <summary>The keys that are there, past the proxy.</summary>
    public async Task<List<string>> KeysAsync(string prefix = "")
    {
        var keys = new List<string>();
        await foreach (var found in Client.Paginators.ListObjectsV2(new() { BucketName = Name, Prefix = "in/" + prefix }).S3Objects.WithCancellation(Token))
            keys.Add(found.Key["in/".Length..]);
        return keys;
    }

    /// <summary>How many uploads were begun and neither completed nor given up.</summary>
    public async Task<int> UploadCountAsync() => (await Client.ListMultipartUploadsAsync(Name, Token)).MultipartUploads?.Count ?? 0;

    /// <summary>The object is there with just these bytes.</summary>
    public async Task ShouldHoldAsync(string key, byte[] content)
    {
        using var found = await Client.GetObjectAsync(new() { BucketName = Name, Key = "in/" + key }, Token);
        using var bytes = new MemoryStream();
        await found.ResponseStream.CopyToAsync(bytes, Token);
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).SequenceEqual(content).ShouldBeTrue(key);
    }

    /// <summary>Nothing is there, and no part of anything.</summary>
    public async Task ShouldBeEmptyAsync()
    {
        (await KeysAsync()).ShouldBeEmpty();
        (await UploadCountAsync()).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        _connections.Dispose();
        Proxy.Dispose();
        foreach (var upload in (await Client.ListMultipartUploadsAsync(Name, CancellationToken.None)).MultipartUploads ?? [])
            await Client.AbortMultipartUploadAsync(Name, upload.Key, upload.UploadId, CancellationToken.None);
        while ((await Client.ListObjectsV2Async(new() { BucketName = Name }, CancellationToken.None)).S3Objects is { Count: > 0 } left)
            await Client.DeleteObjectsAsync(new() { BucketName = Name, Objects = [.. left.Select(static o => new Amazon.S3.Model.KeyVersion { Key = o.Key })] }, CancellationToken.None);
        await Client.DeleteBucketAsync(Name, CancellationToken.None);
        Client.Dispose();
    }

    /// <summary>The settings of a stage that reaches the server at an address.</summary>
    public StageConnection Settings(string endpoint) => KnownStores.All.ParseConnection(
    [
        new(StageConnection.EndpointKey, endpoint),
        new(StageConnection.KeyIdKey, Server.AccessKey),
        new(StageConnection.SecretKey, Server.SecretKey),
    ])!;
}
