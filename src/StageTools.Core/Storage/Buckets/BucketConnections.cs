using System.Collections;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>The connections of an engine: one for each address and credentials, made when it is first needed.</summary>
internal sealed class BucketConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BucketConnection>> _connections = new(StringComparer.Ordinal);

    /// <summary>The store of a place in a bucket.</summary>
    /// <param name="url">The bucket, and what the keys begin with.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="shownAs">What messages call it; null for its URL.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    public BucketStore Open(StageUrl url, StageConnection settings, string? shownAs)
    {
        var slash = url.Location.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? url.Location : url.Location[..slash];
        var connection = _connections.GetOrAdd(
            KeyOf(url.Storage, settings), _ => new Lazy<BucketConnection>(() => new BucketConnection(url.Storage, settings, bucket, Recent))).Value;
        return new BucketStore(new Bucket(connection, bucket, slash < 0 ? string.Empty : url.Location[(slash + 1)..] + "/", shownAs));
    }

    /// <summary>What all buckets answered a moment ago.</summary>
    public RecentAnswers Recent { get; } = new();

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            if (connection.IsValueCreated)
            {
                connection.Value.Dispose();
            }
        }
    }

    /// <summary>What tells two connections apart, as a hash: it holds secrets. The environment is in it, so that another profile counts from the next command on.</summary>
    private static string KeyOf(StorageType storage, StageConnection settings)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(static entry => ((string)entry.Key).StartsWith("AWS_", StringComparison.Ordinal))
            .OrderBy(static entry => (string)entry.Key, StringComparer.Ordinal)
            .Select(static entry => $"{entry.Key}={entry.Value}");
        return Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object[] { storage, settings.Settings, settings.Secrets, environment })));
    }
}
