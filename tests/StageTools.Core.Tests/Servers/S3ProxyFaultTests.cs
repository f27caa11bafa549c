using System.Net;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Servers;

/// <summary>What the proxy makes go wrong goes wrong in just that way.</summary>
public sealed class S3ProxyFaultTests : IDisposable
{
    private readonly EchoServer _server = new();
    private readonly S3Proxy _proxy;
    private readonly HttpClient _client;

    public S3ProxyFaultTests()
    {
        _proxy = new S3Proxy(_server.Address);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_proxy.Port}") };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _proxy.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Respond_answers_as_S3_does_without_asking_the_target()
    {
        var fault = _proxy.Add(FaultAction.Respond(503, "SlowDown", "Less & less."), static request => request.Method == "PUT", times: 2);
        for (var time = 0; time < 2; time++)
        {
            using var refused = await PutAsync(100_000);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await refused.Content.ReadAsStringAsync(Stop)).ShouldContain("<Code>SlowDown</Code><Message>Less &amp; less.</Message>");
        }

        _server.Served.ShouldBeEmpty();
        (await PutAsync(10)).StatusCode.ShouldBe(HttpStatusCode.OK);
        fault.Struck.ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_strikes_only_what_it_is_for()
    {
        _proxy.Add(FaultAction.ResetBefore, static request => request.Asks("uploadId") && request.Path.Contains("/b", StringComparison.Ordinal), int.MaxValue);
        (await _client.GetAsync("/1", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _client.GetAsync("/1?uploadId=x", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync("/b/1?uploadId=x", Stop));
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync("/b/1?partNumber=1&uploadId=x", Stop));
        _proxy.ClearFaults();
        (await _client.GetAsync("/b/1?uploadId=x", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ResetBefore_does_not_ask_the_target()
    {
        _proxy.Add(FaultAction.ResetBefore, static _ => true);
        await Should.ThrowAsync<HttpRequestException>(() => PutAsync(10));
        _server.Served.ShouldBeEmpty();
        _proxy.Requests.ShouldBe([new SeenRequest("PUT", "/file", "", 0)]);
    }

    [Fact]
    public async Task TruncateResponseAfter_ends_after_the_bytes_with_the_head_of_the_whole()
    {
        _proxy.Add(FaultAction.TruncateResponseAfter(600_000), static _ => true);
        using var response = await _client.GetAsync("/1000000", HttpCompletionOption.ResponseHeadersRead, Stop);
        response.Content.Headers.ContentLength.ShouldBe(1_000_000);
        (await CountUntilErrorAsync(response)).ShouldBe(600_000);
    }

    [Theory]
    [InlineData("/1000000")]
    [InlineData("/1000000?chunked")]
    public async Task ResetAfterResponseBytes_breaks_off(string path)
    {
        _proxy.Add(FaultAction.ResetAfterResponseBytes(100_000), static _ => true);
        using var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
        (await CountUntilErrorAsync(response)).ShouldBeLessThanOrEqualTo(100_000);
    }

    [Theory]
    [InlineData("/1000000")]
    [InlineData("/1000000?chunked")]
    public async Task CorruptResponseByte_changes_that_byte_only(string path)
    {
        _proxy.Add(FaultAction.CorruptResponseByte(700_000), static _ => true);
        Differences(await _client.GetByteArrayAsync(path, Stop)).ShouldBe([700_000]);
    }

    [Fact]
    public async Task CorruptRequestByte_changes_that_byte_only()
    {
        _proxy.Add(FaultAction.CorruptRequestByte(500_000), static _ => true);
        using var response = await PutAsync(1_000_000);
        Differences(await response.Content.ReadAsByteArrayAsync(Stop)).ShouldBe([500_000]);
    }

    [Fact]
    public async Task DropResponse_lets_the_target_do_it_and_says_nothing()
    {
        _proxy.Add(FaultAction.DropResponse, static _ => true);
        await Should.ThrowAsync<HttpRequestException>(() => PutAsync(1_000_000));
        _server.Served.ShouldBe(["PUT /file"]);
    }

    [Fact]
    public async Task Hang_answers_never()
    {
        _proxy.Add(FaultAction.Hang, static _ => true);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(() => _client.GetAsync("/1", impatient.Token));
        _server.Served.ShouldBeEmpty();
        (await _client.GetAsync("/1", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<int> Differences(byte[] content) =>
        Enumerable.Range(0, content.Length).Where(index => content[index] != EchoServer.At(index));

    private static async Task<int> CountUntilErrorAsync(HttpResponseMessage response)
    {
        var (count, buffer) = (0, new byte[10_000]);
        await using var stream = await response.Content.ReadAsStreamAsync(Stop);
        await Should.ThrowAsync<IOException>(async () =>
        {
            for (int read; (read = await stream.ReadAsync(buffer, Stop)) > 0;)
                count += read;
        });
        return count;
    }

    private Task<HttpResponseMessage> PutAsync(int length) => _client.PutAsync("/file", new ByteArrayContent(EchoServer.Content(length)), Stop);
}
