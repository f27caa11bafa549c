namespace StageTools.Formats.Csv;

/// <summary>Finds TSV records: a character behind a backslash, a line end as well, is part of the value.</summary>
internal sealed class TsvScanner(DelimitedLayout layout) : DelimitedScanner(layout)
{
    private readonly SearchValues<byte> _ends = SearchValues.Create([layout.Ends.Delimiter[0], layout.Ends.Record[0], (byte)'\\']);
    private readonly bool _endsInLines = layout.EndsInLines;
    private int _escapedUpTo;

    protected override void StartField() => _escapedUpTo = FieldStart;

    protected override bool TryStep(ReadOnlySpan<byte> unread, bool ended)
    {
        var distance = unread[At..].IndexOfAny(_ends);
        At = distance < 0 ? unread.Length : At + distance;
        if (distance < 0 && !ended)
            return false;

        var form = _escapedUpTo > FieldStart ? FieldForm.Escaped : FieldForm.Bare;
        if (distance >= 0)
            return unread[At] is (byte)'\\' ? TryEscape(unread, ended) : TryEnd(unread, ended, form);

        // Behind the last line end a \r is part of the value.
        AddField(FieldStart, At, form);
        EndRecord(At);
        return true;
    }

    protected override int ValueEnd(ReadOnlySpan<byte> unread) => _endsInLines && At > _escapedUpTo && unread[At - 1] is (byte)'\r' ? At - 1 : At;

    private bool TryEscape(ReadOnlySpan<byte> unread, bool ended)
    {
        if (At + 1 < unread.Length)
        {
            At = _escapedUpTo = At + 2;
            return true;
        }

        return ended ? throw new FormatException("the file ends in a single backslash; double it where it is part of the text") : false;
    }
}
