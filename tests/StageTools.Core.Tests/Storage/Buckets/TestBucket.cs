using Amazon.Runtime;
using Amazon.S3;
using StageTools.Core.Tests.Servers;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>A bucket of one test class's own on the real server, made when the first test wants it, gone when the last has ended.</summary>
public sealed class TestBucket : IAsyncDisposable
{
    private readonly Lazy<Task<BucketClient>> _client;
    private readonly BucketConnections _connections = new();

    public TestBucket() => _client = new(MakeAsync);

    internal string Name { get; } = "stagetools-" + Guid.NewGuid().ToString("N")[..16];

    /// <summary>How the server is reached without a proxy.</summary>
    internal static (string Key, string Value)[] Settings =>
        [("endpoint_url", $"http://127.0.0.1:{S3Server.Required.Address.Port}"), ("path_style", "true"), .. Key];

    internal static (string Key, string Value)[] Key =>
        [("access_key_id", S3Server.Required.AccessKey), ("secret_access_key", S3Server.Required.SecretKey)];

    /// <summary>A folder of one test's own.</summary>
    internal async Task<BucketFolder> FolderAsync()
    {
        Assert.SkipUnless(S3Server.Required is not null, "");
        return new BucketFolder(await _client.Value, Name, Guid.NewGuid().ToString("N")[..8] + "/", _connections);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated && _client.Value.IsCompletedSuccessfully)
        {
            using var client = await _client.Value;
            var store = _connections.Open(new StageUrl("s3", Name), Connection(Settings), shownAs: null);
            await store.RemoveLeftoversAsync(TimeSpan.Zero, CancellationToken.None);
            await store.RemoveAllAsync(CancellationToken.None);
            await client.DeleteBucketAsync(Name);
        }

        _connections.Dispose();
    }

    internal static StageConnection Connection(IEnumerable<(string Key, string Value)> settings) =>
        KnownStores.All.ParseConnection(settings.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)))!;

    private async Task<BucketClient> MakeAsync()
    {
        var config = new AmazonS3Config();
        BucketService.For("s3", Settings[0].Value, region: null, pathStyle: true, Name).Configure(config);
        var client = new BucketClient(new BasicAWSCredentials(S3Server.Required.AccessKey, S3Server.Required.SecretKey), config);
        await client.PutBucketAsync(Name);
        return client;
    }
}
