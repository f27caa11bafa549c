using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Servers;

/// <summary>The proxy passes on what comes, as it comes.</summary>
public sealed class S3ProxyTests : IDisposable
{
    private readonly EchoServer _server = new();
    private readonly S3Proxy _proxy;
    private readonly HttpClient _client;

    public S3ProxyTests()
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
    public async Task Request_reaches_the_target_byte_for_byte()
    {
        const string Request = "PUT /b/a%2Fb//..%20x?x-id=Put&empty HTTP/1.1\r\nhOsT: bucket.s3.localhost:1\r\nX-Two:  spaces\r\nX-Two: again\r\n"
            + "Content-Length: 4\r\n\r\nbody";
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        using var proxy = new S3Proxy(target.LocalEndpoint);
        using var client = new TcpClient("127.0.0.1", proxy.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Request), Stop);

        using var received = await target.AcceptTcpClientAsync(Stop);
        var bytes = new byte[Request.Length];
        await received.GetStream().ReadExactlyAsync(bytes, Stop);
        Encoding.ASCII.GetString(bytes).ShouldBe(Request);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1000, false)]
    [InlineData(3_000_000, false)]
    [InlineData(3_000_000, true)]
    public async Task Bodies_pass_whole_with_a_length_and_in_chunks(int length, bool chunked)
    {
        var content = EchoServer.Content(length);
        using var request = new HttpRequestMessage(HttpMethod.Put, chunked ? "/file?chunked" : "/file") { Content = new ByteArrayContent(content) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await _client.SendAsync(request, Stop);
        (await response.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(content);
        (_proxy.RequestBodyBytes, _proxy.ResponseBodyBytes).ShouldBe((length, length));
    }

    [Fact]
    public async Task A_connection_goes_on_after_answers_without_a_body()
    {
        var first = await _client.GetStringAsync("/connection", Stop);
        using var head = new HttpRequestMessage(HttpMethod.Head, "/1000");
        (await _client.SendAsync(head, Stop)).Content.Headers.ContentLength.ShouldBe(1000);
        (await _client.GetAsync("/status/204", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _client.GetAsync("/status/304", Stop)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await _client.GetStringAsync("/connection", Stop)).ShouldBe(first);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_Continue_gets_it()
    {
        var (content, clock) = (EchoServer.Content(100_000), Stopwatch.StartNew());
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) };
        using var client = new HttpClient(handler) { BaseAddress = _client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Put, "/file") { Content = new ByteArrayContent(content) };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request, Stop);
        (await response.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(content);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Hundreds_of_clients_are_served_at_the_same_time()
    {
        _proxy.Latency = TimeSpan.FromMilliseconds(300);
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(index => _client.GetByteArrayAsync($"/{index}", Stop)));
        answers.Select(static answer => answer.Length).ShouldBe(Enumerable.Range(0, 300));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Latency_delays_each_answer()
    {
        _proxy.Latency = TimeSpan.FromMilliseconds(200);
        var clock = Stopwatch.StartNew();
        await _client.GetAsync("/1", Stop);
        await _client.GetAsync("/1", Stop);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Requests_are_counted_until_cleared()
    {
        await _client.GetAsync("/10?a=b", Stop);
        await _client.GetAsync("/status/404", Stop);
        _proxy.Requests.ShouldBe([new SeenRequest("GET", "/10", "a=b", 200), new SeenRequest("GET", "/status/404", "", 404)]);
        _proxy.ResponseBodyBytes.ShouldBe(10);
        _proxy.Clear();
        (_proxy.RequestCount, _proxy.ResponseBodyBytes).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_target_that_is_gone_is_a_lost_connection()
    {
        await _client.GetAsync("/1", Stop);
        _server.Dispose();
        await Should.ThrowAsync<HttpRequestException>(() => _client.GetAsync("/1", Stop));
    }

    [Fact]
    public async Task The_gateway_answers_through_it_by_its_name()
    {
        var server = S3Server.Required;
        using var proxy = server.Proxy();
        using var response = await _client.GetAsync(new UriBuilder(server.Endpoint) { Port = proxy.Port }.Uri, Stop);
        (await response.Content.ReadAsStringAsync(Stop)).ShouldContain("ListAllMyBucketsResult");
        proxy.RequestCount.ShouldBe(1);
    }
}
