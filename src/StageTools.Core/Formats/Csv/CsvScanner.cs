namespace StageTools.Formats.Csv;

/// <summary>Finds CSV records: values may hold line ends between quotes. A quote or an escape inside a bare value is a character like any
/// other.</summary>
internal sealed class CsvScanner(DelimitedLayout layout) : DelimitedScanner(layout)
{
    private readonly byte[] _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    private readonly SearchValues<byte> _bareEnds = SearchValues.Create(
        [layout.Ends.Delimiter[0], layout.Ends.Record[0], layout.EndsAtReturn ? (byte)'\r' : layout.Ends.Record[0]]);

    // What to look for in quoted text: the first byte of a quote, and the escape where it is another character.
    private readonly SearchValues<byte> _quotedEnds = SearchValues.Create(
        [Encoding.UTF8.GetBytes([layout.Quote])[0], Encoding.UTF8.GetBytes([layout.Escape])[0]]);
    private readonly byte? _delimiter = layout.Ends.Delimiter.Length == 1 ? layout.Ends.Delimiter[0] : null;
    private readonly byte? _escape = layout.Escape == layout.Quote ? null : (byte)layout.Escape;
    private Place _place;
    private bool _doubled;

    private enum Place
    {
        Start, Bare, Quoted, Behind,
    }

    protected override void StartField()
    {
        _place = Place.Start;
        _doubled = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override bool TryStep(ReadOnlySpan<byte> unread, bool ended) => _place switch
    {
        Place.Start => TryStart(unread, ended),
        Place.Bare => TryBare(unread, ended),
        Place.Quoted => TryQuoted(unread, ended),
        _ => TryBehind(unread, ended),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryStart(ReadOnlySpan<byte> unread, bool ended)
    {
        if (_delimiter is { } delimiter)
            PassBare(unread, delimiter);
        if (!ended && unread.Length - At < _quote.Length)
            return false;
        _place = unread[At..].StartsWith(_quote) ? Place.Quoted : Place.Bare;
        if (_place is Place.Quoted)
            At = FieldStart += _quote.Length;
        return true;
    }

    /// <summary>Passes over values without quotes, as long as a delimiter ends them: most of most files.</summary>
    // Each value would pay for the steps below, and for what the runtime counts in them while it gets to know the program.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassBare(ReadOnlySpan<byte> unread, byte delimiter)
    {
        var at = At;
        while (at < unread.Length && unread[at] != _quote[0])
        {
            var length = unread[at..].IndexOfAny(_bareEnds);
            if (length < 0 || unread[at + length] != delimiter)
                break;

            AddField(at, at + length, FieldForm.Bare);
            at += length + 1;
        }

        At = FieldStart = at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryBare(ReadOnlySpan<byte> unread, bool ended)
    {
        var distance = unread[At..].IndexOfAny(_bareEnds);
        At = distance < 0 ? unread.Length : At + distance;
        if (distance < 0 && !ended)
            return false;

        if (distance >= 0)
            return TryEnd(unread, ended, FieldForm.Bare);

        AddField(FieldStart, At, FieldForm.Bare);
        EndRecord(At);
        return true;
    }

    private bool TryQuoted(ReadOnlySpan<byte> unread, bool ended)
    {
        var distance = unread[At..].IndexOfAny(_quotedEnds);
        At = distance < 0 ? unread.Length : At + distance;
        if (distance < 0)
            return ended ? throw NeverClosed() : false;
        if (unread[At] == _escape)
            return TryEscape(unread, ended);
        var rest = unread[At..];
        if (!rest.StartsWith(_quote))
        {
            // Another character that begins as the quote does, or the quote cut in two.
            if (!ended && rest.Length < _quote.Length)
                return false;
            At++;
            return true;
        }

        var behind = rest[_quote.Length..];
        if (!ended && behind.Length < _quote.Length)
            return false;
        if (behind.StartsWith(_quote))
        {
            _doubled = true;
            At += 2 * _quote.Length;
            return true;
        }

        AddField(FieldStart, At, _doubled ? FieldForm.Escaped : FieldForm.Quoted);
        At += _quote.Length;
        _place = Place.Behind;
        return true;
    }

    private bool TryEscape(ReadOnlySpan<byte> unread, bool ended)
    {
        if (At + 1 == unread.Length)
            return ended ? throw NeverClosed() : false;
        _doubled = true;
        At += 2;
        return true;
    }

    private FormatException NeverClosed()
    {
        At = FieldStart;
        return new FormatException("a quote is opened here and never closed; close it, or double it where it is part of the text");
    }

    private bool TryBehind(ReadOnlySpan<byte> unread, bool ended)
    {
        var rest = unread[At..];
        if (!ended && rest.Length < Ends.Longest && !rest.StartsWith(Ends.Record) && !rest.StartsWith(Ends.Delimiter))
            return false;
        if (RecordEndAt(unread, At, ended) is not { } recordEnd)
            return false;
        if (rest.IsEmpty || recordEnd > 0)
            EndRecord(At + recordEnd);
        else if (rest.StartsWith(Ends.Delimiter))
            NextField(At);
        else
            throw new FormatException("text follows a closing quote; double the quote where it is part of the text");
        return true;
    }
}
