using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StageTools.Core.Tests.Servers;

/// <summary>
/// An HTTP server to stand behind a proxy. GET /N answers N bytes, with ?chunked in chunks; PUT answers the body it got; GET /status/N that status;
/// GET /connection the client's address, which tells one connection from another.
/// </summary>
internal sealed class EchoServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public EchoServer()
    {
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Address = new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Address.Port.ToString(CultureInfo.InvariantCulture)}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>The requests that it has answered: method and path.</summary>
    public ConcurrentQueue<string> Served { get; } = new();

    /// <summary>What byte there is at an index of an answer.</summary>
    public static byte At(long index) => (byte)(index % 251);

    public static byte[] Content(int count) => [.. Enumerable.Range(0, count).Select(static index => At(index))];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        var name = request.Url!.AbsolutePath.Split('/')[^1];
        if (request.Url.AbsolutePath.StartsWith("/status/", StringComparison.Ordinal))
        {
            response.StatusCode = int.Parse(name, CultureInfo.InvariantCulture);
            body.SetLength(0);
        }
        else if (name == "connection")
        {
            await body.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request.RemoteEndPoint.ToString()));
        }
        else if (request.HttpMethod != "PUT")
        {
            await body.WriteAsync(Content(int.Parse(name, CultureInfo.InvariantCulture)));
        }

        Served.Enqueue($"{request.HttpMethod} {request.Url.AbsolutePath}");
        response.SendChunked = request.Url.Query == "?chunked";
        if (!response.SendChunked)
            response.ContentLength64 = body.Length;
        if (request.HttpMethod != "HEAD")
            await response.OutputStream.WriteAsync(body.ToArray());
        response.Close();
    }
}
