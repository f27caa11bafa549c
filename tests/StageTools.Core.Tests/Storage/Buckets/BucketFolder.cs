using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Core.Tests.Servers;
using StageTools.Paths;
using StageTools.Storage.Buckets;
using StageTools.Storage.Buckets.Services;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>A prefix of one test's own in a bucket: as a stage's store, and as a plain client sees it.</summary>
internal sealed class BucketFolder(BucketClient client, string bucket, string prefix, BucketConnections connections)
{
    private BucketStore? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public BucketClient Client => client;

    public string Bucket => bucket;

    /// <summary>What all keys of the stage begin with.</summary>
    public string Prefix => prefix;

    /// <summary>The prefix as a stage's store, without a proxy.</summary>
    public BucketStore Store => _store ??= Open();

    public BucketStore Place => Store;

    public StageUrl Url(string storage = "s3") => new(storage, $"{bucket}/{prefix.TrimEnd('/')}");

    /// <summary>The store by more settings.</summary>
    public BucketStore Open(params (string Key, string Value)[] more) => Open("s3", [.. TestBucket.Settings, .. more]);

    /// <summary>The store by other settings than the usual.</summary>
    public BucketStore Open(string storage, IEnumerable<(string Key, string Value)> settings) =>
        connections.Open(Url(storage), TestBucket.Connection(settings), shownAs: "@sales");

    /// <summary>The store through a proxy.</summary>
    public BucketStore Open(S3Proxy proxy, params (string Key, string Value)[] more) =>
        Open("s3", [("endpoint_url", $"http://127.0.0.1:{proxy.Port}"), ("path_style", "true"), .. TestBucket.Key, .. more]);

    /// <summary>The store with small pages.</summary>
    public BucketStore Paged(int size) => new(Store.Bucket with { PageSize = size });

    /// <summary>Puts an object as another program would.</summary>
    public Task PutAsync(string key, string content = "content") => PutAsync(key, Encoding.UTF8.GetBytes(content));

    public Task PutAsync(string key, byte[] content, string? storageClass = null) => client.PutObjectAsync(
        new PutObjectRequest
        {
            BucketName = bucket,
            Key = prefix + key,
            InputStream = new MemoryStream(content),
            UseChunkEncoding = false,
            StorageClass = storageClass is null ? null : new S3StorageClass(storageClass),
        },
        Token);

    public Task PutAllAsync(IEnumerable<string> keys) =>
        Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Token }, async (key, _) => await PutAsync(key, []));

    /// <summary>The keys as a plain client lists them, below the stage's own prefix, in the server's order.</summary>
    public async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        string? token = null;
        do
        {
            var page = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, ContinuationToken = token }, Token);
            keys.AddRange((page.S3Objects ?? []).Select(item => item.Key[prefix.Length..]));
            token = page.NextContinuationToken;
        }
        while (token is not null);
        return keys;
    }

    /// <summary>The uploads that are not completed.</summary>
    public async Task<List<string>> UploadsAsync()
    {
        var page = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket, Prefix = prefix }, Token);
        return [.. (page.MultipartUploads ?? []).Select(upload => upload.Key[prefix.Length..])];
    }

    public Task<GetObjectMetadataResponse> HeadAsync(string key) => client.GetObjectMetadataAsync(bucket, prefix + key, Token);

    public async Task<byte[]> ReadAsync(string key)
    {
        using var response = await client.GetObjectAsync(bucket, prefix + key, Token);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    /// <summary>Bytes that are never the same twice.</summary>
    public static byte[] Random(int size) => RandomNumberGenerator.GetBytes(size);

    /// <summary>A proxy before the server.</summary>
    public static S3Proxy Proxy() => S3Server.Required.Proxy();
}
