using System.Collections.Concurrent;
using StageTools.Storage.Remote;

namespace StageTools.Core.Tests.Storage.Remote;

/// <summary>A remote file whose bytes tell where they stand, over a line that fails as it is told to.</summary>
internal sealed class NumberedFile(long size, long offset, SemaphoreSlim? answers = null)
    : RangedStream(size, offset, answers ?? new SemaphoreSlim(8), TestContext.Current.CancellationToken)
{
    private readonly Dictionary<long, int> _failed = [];

    public ConcurrentQueue<(long From, long To)> Asked { get; } = [];

    /// <summary>How often it fails at each place where it does.</summary>
    public int Failures { get; init; }

    /// <summary>After how many bytes it fails again; only at the beginning where that is 0.</summary>
    public int EveryBytes { get; init; }

    public bool AreSilent { get; init; }

    public Exception? Error { get; init; }

    /// <summary>Where the file was read to its end.</summary>
    public List<long> Ends { get; } = [];

    public long Taken { get; private set; }

    public int Moves { get; private set; }

    public static byte[] Bytes(long from, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)((from + i) % 251);
        return bytes;
    }

    public Task StartAsync() => OpenAsync(TestContext.Current.CancellationToken);

    protected override async Task<RangeBody> AskAsync((long From, long To) range, CancellationToken cancellationToken)
    {
        Asked.Enqueue(range);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (range.From == 0 || (EveryBytes > 0 && range.From % EveryBytes == 0))
        {
            var failed = _failed[range.From] = _failed.GetValueOrDefault(range.From) + 1;
            if (failed <= Failures)
                throw Error ?? new IOException("It broke.", AreSilent ? new SilentServerException("Nothing.") : null);
        }

        var length = (int)(range.To - range.From + 1);
        var sent = EveryBytes == 0 ? length : Math.Min(EveryBytes, length);
        return new RangeBody(new MemoryStream(), new MemoryStream(Bytes(range.From, sent)), length, TimeSpan.FromSeconds(30));
    }

    protected override bool IsFailure(Exception e, CancellationToken cancellationToken) => e is IOException;

    protected override StageException Explain(Exception e) => new(StageErrorCode.StoreUnavailable, "It is given up.", null, e);

    protected override void OnRead(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        Taken += bytes.Length;
        if (isEnd)
            Ends.Add(Position);
    }

    protected override void OnMoved() => Moves++;
}

/// <summary>A line on which nothing comes.</summary>
internal sealed class Silent : MemoryStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
