using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What tests on a real bucket have in common: a bucket of the class's own, and a folder of each test's own.</summary>
public abstract class BucketTests(TestBucket bucket) : IClassFixture<TestBucket>, IAsyncLifetime
{
    private protected BucketFolder Folder { get; private set; } = null!;

    private protected BucketStore Store => Folder.Store;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Folder = await bucket.FolderAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static StageKey Key(string key) => StageKey.Parse(key);

    private protected static async Task<StoreItem> FindAsync(BucketStore store, string key) => (await store.FindAsync(Key(key), Token)).ShouldNotBeNull();

    private protected static async Task<byte[]> ReadAsync(IStore store, StoreItem file, long offset = 0)
    {
        await using var content = await store.OpenReadAsync(file, offset, Token);
        using var all = new MemoryStream();
        await content.CopyToAsync(all, Token);
        return all.ToArray();
    }

    private protected static Task<StoreItem> WriteAsync(IStore store, string key, byte[] content, WriteOptions? options = null) =>
        store.WriteAsync(Key(key), new MemoryStream(content), options ?? new WriteOptions(), Token);

    /// <summary>Compares without telling of a million differences.</summary>
    protected static void ShouldBeSame(byte[] actual, byte[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        actual.AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }
}
