using StageTools.Export.Parts;
using StageTools.Rows;

namespace StageTools.Export;

/// <summary>The files of a partitioned export that still take rows: in memory while they are small, and only so many of them open in the store at a
/// time.</summary>
internal sealed class Partitions(Func<string, CancellationToken, PartFile> create, FinishedParts finished) : IAsyncDisposable
{
    // In rows that come sorted by folder one is open at a time; the bounds are for those that come in any order.
    private const int MostParts = 1024;
    private const int MostOpen = 48;
    private const long MostHeld = 64 << 20;
    private const long WriteSize = 256 * 1024;

    private readonly Dictionary<string, PartFile> _parts = new(StringComparer.Ordinal);
    private long _uses;
    private long _held;

    /// <summary>Bytes taken so far, before compression.</summary>
    public long InputBytes { get; private set; }

    /// <summary>Writes a row to the file of its folder.</summary>
    public async ValueTask WriteAsync(string folder, BatchRow row, CancellationToken cancellationToken)
    {
        if (!_parts.TryGetValue(folder, out var part))
            part = await AddAsync(folder, cancellationToken).ConfigureAwait(false);

        var before = part.HeldBytes;
        if (!part.TryWrite(row))
        {
            await FinishAsync(folder, part, cancellationToken).ConfigureAwait(false);
            part = await AddAsync(folder, cancellationToken).ConfigureAwait(false);
            before = part.HeldBytes;
            part.TryWrite(row);
        }

        part.LastUse = ++_uses;
        Count(part.HeldBytes - before);
        if (part.HeldBytes >= WriteSize)
        {
            await FlushAsync(part, cancellationToken).ConfigureAwait(false);
        }
        else if (_held > MostHeld)
        {
            await FlushAsync(_parts.Values.MaxBy(static p => p.HeldBytes)!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all files.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var (folder, part) in _parts.OrderBy(static p => p.Key, StringComparer.Ordinal).ToList())
            await FinishAsync(folder, part, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.Values)
            await part.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<PartFile> AddAsync(string folder, CancellationToken cancellationToken)
    {
        if (_parts.Count >= MostParts)
            await FinishOldestAsync(static _ => true, cancellationToken).ConfigureAwait(false);

        var part = create(folder, cancellationToken);
        _parts.Add(folder, part);
        Count(part.HeldBytes);
        return part;
    }

    private void Count(long bytes)
    {
        _held += bytes;
        InputBytes += bytes;
    }

    private async ValueTask FlushAsync(PartFile part, CancellationToken cancellationToken)
    {
        if (!part.IsOpen && _parts.Values.Count(static p => p.IsOpen) >= MostOpen)
            await FinishOldestAsync(static p => p.IsOpen, cancellationToken).ConfigureAwait(false);

        var before = part.HeldBytes;
        await part.FlushAsync(cancellationToken).ConfigureAwait(false);
        _held -= before - part.HeldBytes;
    }

    private ValueTask FinishOldestAsync(Func<PartFile, bool> which, CancellationToken cancellationToken)
    {
        var (folder, part) = _parts.Where(p => which(p.Value)).MinBy(static p => p.Value.LastUse);
        return FinishAsync(folder, part, cancellationToken);
    }

    private async ValueTask FinishAsync(string folder, PartFile part, CancellationToken cancellationToken)
    {
        _parts.Remove(folder);
        _held -= part.HeldBytes;
        await finished.AddAsync(part, cancellationToken).ConfigureAwait(false);
    }
}
