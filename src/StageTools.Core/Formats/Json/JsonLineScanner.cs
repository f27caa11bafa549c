namespace StageTools.Formats.Json;

/// <summary>NDJSON: whatever stands on a line is one object. Blank lines are skipped.</summary>
internal sealed class JsonLineScanner : JsonScanner
{
    private int _seen;

    public override bool TryScan(ReadOnlySpan<byte> unread, bool ended, long line)
    {
        var distance = unread[_seen..].IndexOf((byte)'\n');
        if (distance < 0 && !ended)
        {
            _seen = unread.Length;
            return false;
        }

        var end = distance < 0 ? unread.Length : _seen + distance;
        _seen = 0;
        Consumed = distance < 0 ? end : end + 1;
        Start = 0;
        while (Start < end && IsBlank(unread[Start]))
            Start++;
        Length = end - Start;
        return true;
    }
}
