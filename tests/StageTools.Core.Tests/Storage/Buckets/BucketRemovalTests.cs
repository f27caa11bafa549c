using System.Text.RegularExpressions;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Buckets;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>How many requests a removal takes, and what a service says of objects that it did not remove.</summary>
public sealed partial class BucketRemovalTests
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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000, 1)]
    [InlineData(2000, 1000, 1000)]
    [InlineData(2001, 1000, 1000, 1)]
    public async Task A_thousand_keys_go_by_one_request_and_the_next_by_another(int count, params int[] inRequests)
    {
        using var server = new CannedServer(CannedServer.Ok("<DeleteResult></DeleteResult>"));
        string[] keys = [.. Enumerable.Range(0, count).Select(static n => $"k{n:0000}")];
        (await RemoveAsync(server, keys)).ShouldBeEmpty();
        var asked = server.Requests.Select(static request => Keys().Matches(request).Select(static m => m.Value).ToList()).ToList();
        asked.Select(static r => r.Count).OrderDescending().ShouldBe(inRequests);
        asked.SelectMany(static r => r).Order(StringComparer.Ordinal).ShouldBe(keys.Select(static key => "in/" + key));
    }

    [Fact]
    public async Task Long_keys_go_by_requests_of_less_than_a_mebibyte()
    {
        using var server = new CannedServer(CannedServer.Ok("<DeleteResult></DeleteResult>"));
        string[] keys = [.. Enumerable.Range(0, 400).Select(static n => $"{new string('&', 900)}{n:000}")];
        (await RemoveAsync(server, keys)).ShouldBeEmpty();
        server.Requests.Max(static request => request.Length).ShouldBeLessThan(1 << 20);
        server.Requests.Sum(static request => Keys().Count(request)).ShouldBe(keys.Length);
        server.Requests.Count.ShouldBeLessThan(8);
    }

    [GeneratedRegex("(?<=<Key>)[^<]*", RegexOptions.None, 10_000)]
    private static partial Regex Keys();

    private static Task<IReadOnlyList<RemoveFailure>> RemoveAsync(string error) => RemoveAsync(error, "a", "b");

    private static async Task<IReadOnlyList<RemoveFailure>> RemoveAsync(string error, params string[] keys)
    {
        using var server = new CannedServer(CannedServer.Ok($"<DeleteResult>{error}</DeleteResult>"));
        return await RemoveAsync(server, keys);
    }

    private static async Task<IReadOnlyList<RemoveFailure>> RemoveAsync(CannedServer server, string[] keys)
    {
        using var connections = new BucketConnections();
        var settings = TestBucket.Connection([("endpoint_url", server.Address), ("access_key_id", BucketClients.KeyId), ("secret_access_key", BucketClients.Secret)]);
        var store = connections.Open(KnownStores.All.ParseUrl("s3://bkt/in/", "/"), settings, "@s");
        return await store.RemoveAsync([.. keys.Select(StageKey.Parse)], TestContext.Current.CancellationToken);
    }
}
