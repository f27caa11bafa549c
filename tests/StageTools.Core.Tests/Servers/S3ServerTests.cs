using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace StageTools.Core.Tests.Servers;

/// <summary>The server suffers as told, and is well again afterwards.</summary>
[Collection(S3Server.Suffering)]
public sealed class S3ServerTests : IDisposable
{
    private readonly HttpClient _client = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Gateway_that_is_killed_comes_back()
    {
        var server = S3Server.Required;
        await using (await server.KillGatewayAsync())
            await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync(server.Endpoint, Stop));
        (await _client.GetAsync(server.Endpoint, Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Gateway_that_hangs_answers_in_the_end()
    {
        var server = S3Server.Required;
        Task<HttpResponseMessage> answer;
        await using (await server.HangAsync())
        {
            answer = GetBucketAsync(server);
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
            answer.IsCompleted.ShouldBeFalse();
        }

        (await answer).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Gateway_that_is_throttled_says_SlowDown()
    {
        var server = S3Server.Required;
        List<Task<HttpResponseMessage>> answers;
        await using (await server.ThrottleAsync(1))
        await using (await server.HangAsync())
        {
            // The first ones hang, which makes the others too many.
            answers = [.. Enumerable.Range(0, 5).Select(_ => GetBucketAsync(server))];
            var refused = await await Task.WhenAny(answers);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await refused.Content.ReadAsStringAsync(Stop)).ShouldContain("<Code>SlowDown</Code>");
        }

        await Task.WhenAll(answers);
        (await GetBucketAsync(server)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task User_is_suspended_and_limited_until_disposed()
    {
        var server = S3Server.Required;
        await using (await server.SuspendAsync())
        await using (await server.LimitBucketsAsync(objects: 5))
        {
            var info = await server.AdminAsync("user", "info", "--uid", S3Server.User);
            info.ShouldContain("\"suspended\": 1");
            info.ShouldContain("\"max_objects\": 5");
        }

        var after = await server.AdminAsync("user", "info", "--uid", S3Server.User);
        after.ShouldContain("\"suspended\": 0");
        after.ShouldNotContain("\"enabled\": true");
    }

    [Fact]
    public async Task Certificate_is_for_buckets_too_and_by_its_own_authority()
    {
        var server = S3Server.Required;
        var bucket = new UriBuilder(server.TlsEndpoint) { Host = "bucket." + server.TlsEndpoint.Host }.Uri;
        using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(server.CaFile, Stop));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var trusting = new HttpClient(handler);
        (await trusting.GetAsync(bucket, Stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync(bucket, Stop));
    }

    // Not there, but the gateway has to look below, as it does for each bucket that it has not seen.
    private Task<HttpResponseMessage> GetBucketAsync(S3Server server) => _client.GetAsync(new Uri(server.Endpoint, "bucket-" + Guid.NewGuid().ToString("N")), Stop);
}
