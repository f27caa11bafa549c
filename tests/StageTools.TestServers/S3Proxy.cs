using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StageTools.TestServers;

/// <summary>
/// A reverse proxy on 127.0.0.1 before one server. It passes on every byte as it came, the Host header too, so that signatures hold;
/// it counts, it can be slow, it can refuse what another vendor's server would refuse, and it can let requests go wrong.
/// </summary>
public sealed class S3Proxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly Task _accepting;
    private volatile Fault[] _faults = [];
    private long _latency;
    private long _requestBytes;
    private long _responseBytes;

    /// <summary>Starts one.</summary>
    /// <param name="target">The server behind it, for example 127.0.0.1:7580.</param>
    /// <param name="port">The port to listen at; 0 for any free one.</param>
    public S3Proxy(EndPoint target, int port = 0)
    {
        Target = target;
        Stop = _stop.Token;
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(backlog: 1024);
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens at.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How much later each head of a response comes: the round trip of a longer line. 100 Continue is such a head, too.</summary>
    public TimeSpan Latency
    {
        get => new(Interlocked.Read(ref _latency));
        set => Interlocked.Exchange(ref _latency, value.Ticks);
    }

    /// <summary>What it refuses as another server would, or null.</summary>
    public IManner? Manner { get; set; }

    /// <summary>The requests since the last <see cref="Clear"/>, in the order of their answers. One that hangs counts at once.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    /// <summary>How many they are.</summary>
    public int RequestCount => _requests.Count;

    /// <summary>Bytes of requests' bodies that came since the last <see cref="Clear"/>, aws-chunked coding included, HTTP's own chunks not.</summary>
    public long RequestBodyBytes => Interlocked.Read(ref _requestBytes);

    /// <summary>Bytes of responses' bodies that were passed on since the last <see cref="Clear"/>.</summary>
    public long ResponseBodyBytes => Interlocked.Read(ref _responseBytes);

    internal EndPoint Target { get; }

    internal CancellationToken Stop { get; }

    /// <summary>From now on requests go wrong by this rule, too; where two strike the same request, the first that was added does.</summary>
    public Fault Add(Fault fault)
    {
        _faults = [.. _faults, fault];
        return fault;
    }

    /// <summary>Adds a rule for the requests that a predicate chooses.</summary>
    public Fault Add(FaultAction action, Func<RequestHead, bool> strikes, int times = 1) => Add(new Fault(action, strikes, times));

    /// <summary>Nothing goes wrong any more; what hangs goes on hanging.</summary>
    public void ClearFaults() => _faults = [];

    /// <summary>Counts from zero again.</summary>
    public void Clear()
    {
        _requests.Clear();
        Interlocked.Exchange(ref _requestBytes, 0);
        Interlocked.Exchange(ref _responseBytes, 0);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        _accepting.Wait();
        _stop.Dispose();
    }

    internal FaultAction? FaultFor(RequestHead request)
    {
        foreach (var fault in _faults)
        {
            if (fault.Strike(request))
                return fault.Action;
        }

        return null;
    }

    internal void Saw(RequestHead request, int status) => _requests.Enqueue(new(request.Method, request.Path, request.Query, status));

    internal void CountRequestBytes(long count) => Interlocked.Add(ref _requestBytes, count);

    internal void CountResponseBytes(long count) => Interlocked.Add(ref _responseBytes, count);

    private async Task AcceptAsync()
    {
        while (!Stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(new Connection(this, await _listener.AcceptAsync(Stop)));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The end of the proxy, or of a client that was gone before it was served.
            }
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        _connections[connection] = true;
        using (connection)
            await connection.RunAsync();
        _connections.TryRemove(connection, out _);
    }
}
