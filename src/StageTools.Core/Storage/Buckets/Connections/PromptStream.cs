using System.Net.Sockets;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>
/// A line whose other end never waits for our word that something came. A server that sends an answer in two pieces and holds the second back until
/// then (Ceph does by itself) would else wait 40 ms for each small object, since Linux hopes to send that word along with the next request.
/// </summary>
internal sealed class PromptStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int Tcp = 6;
    private const int QuickAcknowledgement = 12;

    private static readonly byte[] On = BitConverter.GetBytes(1);

    /// <summary>Connects.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new PromptStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        base.Write(buffer);
        BePrompt();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        BePrompt();
    }

    /// <summary>Linux forgets it with each request that is sent.</summary>
    private void BePrompt()
    {
        if (!OperatingSystem.IsLinux())
            return;

        try
        {
            Socket.SetRawSocketOption(Tcp, QuickAcknowledgement, On);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The line is gone: whoever reads is told.
        }
    }
}
