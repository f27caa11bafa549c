using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace StageTools.Terminal.Output;

/// <summary>Where results go: UTF-8, gathered, and given on by <see cref="Flush"/>.</summary>
internal sealed class ResultOutput(Stream stream) : IBufferWriter<byte>
{
    private const int MostGathered = 64 * 1024;
    private const int BrokenPipe = 32;
    private readonly ArrayBufferWriter<byte> _gathered = new(4096);

    /// <summary>The standard output of this process.</summary>
    public static ResultOutput Standard()
    {
        if (!StandardStreams.HasOutput)
            return new ResultOutput(Stream.Null);

        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return new ResultOutput(Console.OpenStandardOutput());

        // The console's stream passes over a closed pipe in silence, and a listing would go on for nobody. On a file a stream of its own would keep
        // a place of its own, which those who share the file do not see.
        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new ResultOutput(file.CanSeek ? Console.OpenStandardOutput() : file);
    }

    /// <summary>Adds text.</summary>
    public void Write(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _gathered);

    /// <summary>Adds text and ends the line.</summary>
    public void WriteLine(ReadOnlySpan<char> text)
    {
        Write(text);
        Write("\n");
        FlushWhenFull();
    }

    /// <summary>Gives on what was gathered, if that is much.</summary>
    public void FlushWhenFull()
    {
        if (_gathered.WrittenCount >= MostGathered)
            Flush();
    }

    /// <summary>Gives on what was gathered.</summary>
    /// <exception cref="ClosedPipeException">Nobody reads it any more.</exception>
    public void Flush()
    {
        try
        {
            PendingWrite.Run(() =>
            {
                stream.Write(_gathered.WrittenSpan);
                stream.Flush();
            });
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            throw new ClosedPipeException(e);
        }
        finally
        {
            _gathered.ResetWrittenCount();
        }
    }

    /// <inheritdoc/>
    public void Advance(int count) => _gathered.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _gathered.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _gathered.GetSpan(sizeHint);
}

/// <summary>What the statement that runs is writing just now: a terminal, or a pipe, that nobody reads takes nothing, for ever.</summary>
internal static class PendingWrite
{
    private static long _begun;

    /// <summary>Whether a write waits for longer than that.</summary>
    public static bool IsOlderThan(TimeSpan time) => Volatile.Read(ref _begun) is > 0 and var begun && Stopwatch.GetElapsedTime(begun) > time;

    /// <summary>Writes.</summary>
    public static void Run(Action write)
    {
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        try
        {
            write();
        }
        finally
        {
            Volatile.Write(ref _begun, 0);
        }
    }
}

/// <summary>Whoever read the output has gone: no error, only the end.</summary>
internal sealed class ClosedPipeException(Exception inner) : Exception("Nobody reads the output any more.", inner);
