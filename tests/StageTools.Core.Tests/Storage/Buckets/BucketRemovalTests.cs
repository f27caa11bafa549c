using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What a service says of objects that it did not remove.</summary>
public sealed class BucketRemovalTests
{
    [Fact]
    public async Task A_key_that_stayed_is_told_with_its_reason()
    {
        var failures = await RemoveAsync("<Error><Key>in/b</Key><Code>AccessDenied</Code></Error>");
        failures.ShouldHaveSingleItem().Key.Value.ShouldBe("b");
        failures[0].Error.Code.ShouldBe(StageErrorCode.AccessDenied);
    }

    [Fact]
    public async Task A_key_that_stayed_without_a_reason_is_told_too()
    {
        var failures = await RemoveAsync("<Error><Key>in/b</Key></Error>");
        failures.ShouldHaveSingleItem().Key.Value.ShouldBe("b");
        failures[0].Error.Message.ShouldContain("@s/b");
    }

    [Theory]
    [InlineData("<Error><Code>AccessDenied</Code></Error>")]
    [InlineData("<Error><Key>b</Key><Code>AccessDenied</Code></Error>")]
    [InlineData("<Error><Key>in/other</Key><Code>AccessDenied</Code></Error>")]
    public async Task Where_nobody_knows_which_key_stayed_any_of_them_may_have(string error)
    {
        var failures = await RemoveAsync(error);
        failures.Select(static failure => failure.Key.Value).ShouldBe(["a", "b"]);
        failures.ShouldAllBe(static failure => failure.Error.Code == StageErrorCode.StoreUnavailable);
    }

    [Fact]
    public async Task A_key_that_was_given_twice_and_stayed_is_told_once() =>
        (await RemoveAsync("<Error><Key>in/a</Key><Code>AccessDenied</Code></Error>", "a", "a")).ShouldHaveSingleItem().Key.Value.ShouldBe("a");

    private static Task<IReadOnlyList<RemoveFailure>> RemoveAsync(string error) => RemoveAsync(error, "a", "b");

    private static async Task<IReadOnlyList<RemoveFailure>> RemoveAsync(string error, params string[] keys)
    {
        using var server = new CannedServer(CannedServer.Ok($"<DeleteResult>{error}</DeleteResult>"));
        using var connections = new BucketConnections();
        var settings = TestBucket.Connection([("endpoint_url", server.Address), ("access_key_id", BucketClients.KeyId), ("secret_access_key", BucketClients.Secret)]);
        var store = connections.Open(KnownStores.All.ParseUrl("s3://bkt/in/", "/"), settings, "@s");
        return await store.RemoveAsync([.. keys.Select(StageKey.Parse)], TestContext.Current.CancellationToken);
    }
}
