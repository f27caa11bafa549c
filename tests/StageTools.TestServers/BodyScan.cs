using System.Globalization;

namespace StageTools.TestServers;

/// <summary>
/// Goes through a body as it passes: knows its end, counts its bytes without the chunks' own,
/// and changes one of them or stops at one where a fault wants that.
/// </summary>
/// <param name="framing">How the end is known.</param>
/// <param name="corrupt">The byte to change, from 0.</param>
/// <param name="stop">The number of bytes after which nothing more may pass.</param>
internal sealed class BodyScan(BodyFraming framing, long? corrupt = null, long? stop = null)
{
    private readonly long _stop = stop ?? long.MaxValue;
    private Part _part = framing.IsChunked ? Part.Size : Part.Content;
    private long _left = framing.Length;
    private string _line = "";

    private enum Part
    {
        Size,
        Content,
        ContentEnd,
        Trailer,
        None,
    }

    /// <summary>How many bytes of content have passed.</summary>
    public long Count { get; private set; }

    /// <summary>Whether nothing more passes: the body is over, or stopped.</summary>
    public bool IsDone => _part == Part.None || IsStopped || (_part == Part.Content && _left == 0);

    /// <summary>Whether its end is the end of the connection.</summary>
    public bool EndsByClose => framing.EndsByClose;

    /// <summary>Whether it was stopped.</summary>
    public bool IsStopped => Count == _stop;

    /// <summary>Takes what came next; the number of bytes of it that pass.</summary>
    public int Next(Span<byte> bytes)
    {
        var used = 0;
        while (used < bytes.Length && !IsDone)
            used += _part == Part.Content ? Content(bytes[used..]) : Line(bytes[used..]);
        return used;
    }

    private int Content(Span<byte> bytes)
    {
        var count = (int)Math.Min(bytes.Length, Math.Min(_left, _stop - Count));
        if (corrupt is { } at && at >= Count && at < Count + count)
            bytes[(int)(at - Count)] ^= 1;
        Count += count;
        if (!framing.EndsByClose)
            _left -= count;
        if (_left == 0 && framing.IsChunked)
            _part = Part.ContentEnd;
        return count;
    }

    // The lines between the chunks' content; one may come in pieces.
    private int Line(Span<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var count = end < 0 ? bytes.Length : end + 1;
        _line += System.Text.Encoding.Latin1.GetString(bytes[..count]);
        if (end < 0)
            return count;

        var line = _line.Trim();
        _line = "";
        switch (_part)
        {
            case Part.Size:
                _left = long.Parse(line.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                _part = _left == 0 ? Part.Trailer : Part.Content;
                break;
            case Part.ContentEnd:
                _part = Part.Size;
                break;
            case Part.Trailer when line.Length == 0:
                _part = Part.None;
                break;
        }

        return count;
    }
}
