using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Objects larger than any memory: their size is told by an answer that holds nothing of them.</summary>
public sealed class LargeObjectTests
{
    [Theory]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(5L << 40)]
    public async Task An_object_of_any_size_is_found(long size)
    {
        using var server = new CannedServer(
            $"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nETag: \"0123456789abcdef0123456789abcdef-9\"\r\nLast-Modified: Sun, 22 Nov 2026 20:00:00 GMT\r\nConnection: close\r\n\r\n");
        using var connections = new BucketConnections();
        var settings = KnownStores.All.ParseConnection(
        [
            new(StageConnection.EndpointKey, server.Address), new(StageConnection.KeyIdKey, "key"), new(StageConnection.SecretKey, "secret"),
        ]);
        var found = await connections.Open(new StageUrl("s3", "bucket"), settings!, shownAs: "@s").FindAsync(StageKey.Parse("large.bin"), TestContext.Current.CancellationToken);
        found!.Value.Size.ShouldBe(size);
    }
}
