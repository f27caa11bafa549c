using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Core.Tests.Servers;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Folders;
using StageTools.TestServers;

namespace StageTools.Stress;

/// <summary>A folder or a bucket of one test's own, written to by StageTools, and read by others: the file system, the service's SDK.</summary>
internal sealed class StressPlace : IAsyncDisposable
{
    private const double LeaseSeconds = 6;

    /// <summary>The time after which a job that gives no sign of life counts as dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(LeaseSeconds);

    private readonly BucketConnections _connections = new();
    private readonly AmazonS3Client? _client;

    private StressPlace(string location, AmazonS3Client? client, IReadOnlyDictionary<string, string> environment)
    {
        (Location, _client, Environment) = (location, client, environment);
        Store = client is null ? new FileStore(location) : Open(environment["STRESS_ENDPOINT"]);
    }

    public string Location { get; }

    /// <summary>What a worker is to find in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public IStore Store { get; }

    private static CancellationToken Token => CancellationToken.None;

    public static StressPlace Folder() => new(Directory.CreateTempSubdirectory("stagetools-stress-").FullName, client: null, new Dictionary<string, string>(StringComparer.Ordinal));

    public static async Task<StressPlace> BucketAsync(S3Server server)
    {
        var endpoint = $"http://127.0.0.1:{server.Address.Port}";
        var client = new AmazonS3Client(new BasicAWSCredentials(server.AccessKey, server.SecretKey), new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true });
        var name = "stagetools-stress-" + Guid.NewGuid().ToString("N")[..12];
        await client.PutBucketAsync(name, Token);
        BucketLease.Time = TimeSpan.FromSeconds(LeaseSeconds);
        return new StressPlace(name, client, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["STRESS_ENDPOINT"] = endpoint,
            ["STRESS_LEASE"] = LeaseSeconds.ToString(CultureInfo.InvariantCulture),
            ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
        });
    }

    /// <summary>The bucket by way of a proxy.</summary>
    public IStore Through(S3Proxy proxy) => Open($"http://127.0.0.1:{proxy.Port}");

    /// <summary>Takes away everything.</summary>
    public async Task ClearAsync()
    {
        if (_client is null)
        {
            foreach (var entry in new DirectoryInfo(Location).EnumerateDirectories())
                entry.Delete(recursive: true);
            return;
        }

        foreach (var upload in (await _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Location }, Token)).MultipartUploads ?? [])
            await _client.AbortMultipartUploadAsync(Location, upload.Key, upload.UploadId, Token);
        foreach (var key in await KeysAsync())
            await _client.DeleteObjectAsync(Location, key, Token);
    }

    /// <summary>The ids of all rows of all files that anybody sees, in order.</summary>
    public async Task<IReadOnlyList<int>> IdsAsync()
    {
        var ids = new List<int>();
        foreach (var key in (await KeysAsync()).Where(static key => !IsOwn(key)))
            ids.AddRange((await LinesAsync(key)).Skip(1).Select(static line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
        ids.Sort();
        return ids;
    }

    /// <summary>StageTools' own files: journals, lists and files without a name; not the parts of writers, which go with the next write.</summary>
    public async Task<IReadOnlyList<string>> OwnFilesAsync() =>
        [.. (await KeysAsync()).Where(static key => IsOwn(key) && !key.EndsWith(".part", StringComparison.Ordinal))];

    /// <summary>What Test-Stage -Repair does; in a bucket as soon as the dead job's lease has ended.</summary>
    public async Task RepairAsync()
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            await Store.RemoveLeftoversAsync(TimeSpan.Zero, Token);
            if ((await OwnFilesAsync()).Count == 0)
                return;
            await Task.Delay(500, Token);
        }

        Assert.Fail($"A repair leaves {string.Join(", ", await OwnFilesAsync())}.");
    }

    public async Task ExportAsync(string target, string layout, int first, int count)
    {
        var isFolder = target.EndsWith('/');
        var key = StageKey.Parse(isFolder ? $"{target}data_{Guid.NewGuid():N}_0000_00000000.csv" : target);
        var to = new ExportTarget(new Target(Store, isFolder ? key.Parent : key, isFolder), key, FileFormat.FromFileName("x.csv"));
        var options = new ExportOptions
        {
            MaxFileSize = layout.Contains("parts", StringComparison.Ordinal) ? 400 : null,
            PartitionBy = layout.Contains("by", StringComparison.Ordinal) ? ["text"] : [],
            Overwrite = layout.Contains("force", StringComparison.Ordinal),
            Append = layout.Contains("append", StringComparison.Ordinal),
        };
        await using var job = await ExportJob.BeginAsync(to, ["id", "text"], options, Token);
        for (var id = first; id < first + count; id++)
            job.Write([id, $"text-{id % 5}"]);
        await job.CompleteAsync(Token);
    }

    /// <summary>Runs an export again until nothing of a dead one is in its way; its error, where it has one.</summary>
    public async Task<string?> RunAgainAsync(string target, string layout, int first, int count)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ExportAsync(target, layout, first, count);
                return null;
            }
            catch (StageException e) when (e.Code is StageErrorCode.TargetBusy or StageErrorCode.StoreUnavailable && _client is not null && attempt < 10)
            {
                await Task.Delay(TimeSpan.FromSeconds(LeaseSeconds / 2), Token);
            }
            catch (StageException e)
            {
                return e.Code.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ClearAsync();
        if (_client is null)
        {
            Directory.Delete(Location);
        }
        else
        {
            await _client.DeleteBucketAsync(Location, Token);
            _client.Dispose();
        }

        _connections.Dispose();
    }

    private static bool IsOwn(string key) => key[(key.LastIndexOf('/') + 1)..].StartsWith(".stagetools-", StringComparison.Ordinal);

    private BucketStore Open(string endpoint) => _connections.Open(
        new StageUrl("s3", Location),
        KnownStores.All.ParseConnection(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["endpoint_url"] = endpoint,
            ["path_style"] = "true",
            ["access_key_id"] = Environment["AWS_ACCESS_KEY_ID"],
            ["secret_access_key"] = Environment["AWS_SECRET_ACCESS_KEY"],
        })!,
        shownAs: null);

    private async Task<IReadOnlyList<string>> KeysAsync() => _client is null
        ? [.. Directory.EnumerateFiles(Location, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })]
        : [.. ((await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Location }, Token)).S3Objects ?? []).Select(static o => o.Key)];

    private async Task<string[]> LinesAsync(string key)
    {
        if (_client is null)
            return await File.ReadAllLinesAsync(key, Token);
        using var response = await _client.GetObjectAsync(Location, key, Token);
        using var reader = new StreamReader(response.ResponseStream);
        return (await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
