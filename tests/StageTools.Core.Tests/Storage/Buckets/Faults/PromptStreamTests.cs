using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StageTools.Storage.Buckets.Connections;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

public sealed class PromptStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_in_two_pieces_is_not_waited_for()
    {
        const int Requests = 25;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, Requests);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listener.LocalEndpoint, Token);
        await using var line = new PromptStream(socket);
        var times = new List<double>();
        for (var n = 0; n < Requests; n++)
        {
            var began = Stopwatch.GetTimestamp();
            await line.WriteAsync(new byte[1], Token);
            await line.ReadExactlyAsync(new byte[2], Token);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await serving;
        times.Order().ElementAt(Requests / 2).ShouldBeLessThan(30);
    }

    /// <summary>Answers each byte with two, as a server does that leaves Nagle's algorithm on.</summary>
    private static async Task ServeAsync(TcpListener listener, int requests)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        client.NoDelay = false;
        var stream = client.GetStream();
        for (var n = 0; n < requests; n++)
        {
            await stream.ReadExactlyAsync(new byte[1], Token);
            await stream.WriteAsync(new byte[1], Token);
            await stream.WriteAsync(new byte[1], Token);
        }
    }
}
