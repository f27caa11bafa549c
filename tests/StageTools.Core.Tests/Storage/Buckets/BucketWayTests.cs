using System.Diagnostics;
using StageTools.Core.Tests.Servers;
using StageTools.Storage.Buckets;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>A way to a bucket that leads there does all; one that does not ends in one clear sentence, soon, without a secret.</summary>
public abstract class BucketWayTests(TestBucket bucket) : BucketTests(bucket)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private protected static S3Server Server => S3Server.Required;

    private protected static (string, string)[] Plain => [("endpoint_url", $"http://127.0.0.1:{Server.Address.Port}"), ("path_style", "true")];

    private protected BucketConnections Connections { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Connections.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected BucketStore Open(IEnumerable<(string, string)> settings) => Connections.Open(Folder.Url(), TestBucket.Connection(settings), "@sales");

    private protected async Task ShouldReachAsync(IEnumerable<(string, string)> settings)
    {
        var store = Open(settings);
        await WriteAsync(store, "a b+c/ä.txt", [1, 2, 3]);
        (await store.KeysAsync()).ShouldBe(["a b+c/ä.txt"]);
        (await ReadAsync(store, await FindAsync(store, "a b+c/ä.txt"))).ShouldBe([1, 2, 3]);
        (await store.RemoveAsync([Key("a b+c/ä.txt")], Token)).ShouldBeEmpty();
    }

    private protected Task<StageException> ShouldFailAsync(StageErrorCode code, IEnumerable<(string, string)> settings) =>
        ShouldFailAsync(code, () => Open(settings).KeysAsync());

    private protected static async Task<StageException> ShouldFailAsync(StageErrorCode code, Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        var error = await code.ShouldFailAsync(work);
        clock.Elapsed.ShouldBeLessThan(Longest);
        error.Message.ShouldEndWith(".");
        error.Message.ShouldNotContain("\n");
        foreach (var secret in (string[])[Server.SecretKey, Server.OtherSecretKey, Server.AccessKey, Server.OtherAccessKey, "wr0ng-secret-value", "nobodyskey"])
            error.ToString().ShouldNotContain(secret);
        return error;
    }
}
