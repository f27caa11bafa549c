using System.Net;
using System.Net.Sockets;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A link to the server that takes its time, counts round trips, and can be cut.</summary>
internal sealed class CountingLink : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly List<TcpClient> _open = [];
    private readonly (string Host, int Port) _server;
    private readonly TimeSpan _delay;
    private TcpListener _listener;
    private Task _accepting;
    private int _roundTrips;
    private Func<Task>? _losing;

    /// <summary>Begins to listen.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="delay">How long what is sent is on its way, in either direction.</param>
    public CountingLink(string host, int port, TimeSpan delay)
    {
        (_server, _delay) = ((host, port), delay);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>How often a client spoke after the server had answered, since this was asked last.</summary>
    public int TakeRoundTrips() => Interlocked.Exchange(ref _roundTrips, 0);

    /// <summary>Loses the server's next answer with its connection, once something has happened.</summary>
    public void LoseAnswer(Func<Task> after) => _losing = after;

    /// <summary>Ends all connections, and takes no new ones until it is mended.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting;
        lock (_open)
        {
            _open.ForEach(static client => client.Close());
            _open.Clear();
        }
    }

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await CutAsync();
        _ended.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(_ended.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It was cut.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        await server.ConnectAsync(_server.Host, _server.Port, _ended.Token);
        lock (_open)
            _open.AddRange([client, server]);
        var answered = true;
        await Task.WhenAll(
            PumpAsync(client, server, () =>
            {
                if (answered)
                    Interlocked.Increment(ref _roundTrips);
                answered = false;
                return Task.FromResult(true);
            }),
            PumpAsync(server, client, async () =>
            {
                answered = true;
                if (Interlocked.Exchange(ref _losing, null) is not { } after)
                    return true;
                await after();
                return false;
            }));
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<Task<bool>> passes)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _ended.Token) is > 0 and var count)
            {
                if (!await passes())
                    break;
                await Task.Delay(_delay, _ended.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _ended.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One side has ended; the other is told.
        }

        to.Close();
    }
}
