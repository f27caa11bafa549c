using System.Net;
using System.Net.Sockets;

namespace StageTools.TestServers;

/// <summary>One end of a connection with what has been received on it and not yet used.</summary>
internal sealed class Wire : IDisposable
{
    // Large enough that copying costs few calls; also the longest head that is read.
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private readonly Socket _socket;
    private int _start;
    private int _end;

    public Wire(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    /// <summary>What has been received and not yet used. It is overwritten by the next <see cref="ReceiveAsync"/>.</summary>
    public Memory<byte> Received => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Whether an idle connection has ended at the other end, as far as is known here.</summary>
    public bool IsOver => _start != _end || _socket.Poll(0, SelectMode.SelectRead);

    public static async Task<Wire> ConnectAsync(EndPoint target, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, stop);
            return new Wire(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Use(int count) => _start += count;

    /// <summary>Waits for more; false at the end.</summary>
    public async ValueTask<bool> ReceiveAsync(CancellationToken stop)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_end == _buffer.Length)
        {
            Received.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), stop);
        _end += count;
        return count > 0;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, stop)..];
    }

    /// <summary>The next head with its empty line, or null at the end.</summary>
    /// <exception cref="InvalidDataException">The end comes within it, or it has no end.</exception>
    public async ValueTask<byte[]?> ReadHeadAsync(CancellationToken stop)
    {
        while (true)
        {
            var end = Received.Span.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Received[..(end + 4)].ToArray();
                Use(head.Length);
                return head;
            }

            if (Received.Length == BufferSize)
                throw new InvalidDataException("A head without an end.");
            if (!await ReceiveAsync(stop))
                return Received.IsEmpty ? null : throw new InvalidDataException("The end within a head.");
        }
    }

    /// <summary>Ends it the rude way (RST): the other end loses what it has not read yet, too.</summary>
    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Over already.
        }

        _socket.Dispose();
    }

    /// <summary>Ends it in order (FIN): the other end reads all that was sent, and then the end.</summary>
    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Over already.
        }

        _socket.Dispose();
    }
}
