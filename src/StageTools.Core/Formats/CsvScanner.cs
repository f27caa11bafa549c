using System.Buffers;
using System.Text;

namespace StageTools.Formats;

/// <summary>Finds CSV records: values may hold line ends between quotes. A quote inside a bare value is a character like any other.</summary>
internal sealed class CsvScanner(DelimitedLayout layout) : DelimitedScanner(layout)
{
    private readonly byte[] _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    private readonly SearchValues<byte> _bareEnds = SearchValues.Create([Encoding.UTF8.GetBytes([layout.Delimiter])[0], (byte)'\n']);
    private Place _place;
    private bool _doubled;

    private enum Place
    {
        Start,
        Bare,
        Quoted,
        Behind,
    }

    protected override void StartField()
    {
        _place = Place.Start;
        _doubled = false;
    }

    protected override bool TryStep(ReadOnlySpan<byte> unread, bool ended) => _place switch
    {
        Place.Start => TryStart(unread, ended),
        Place.Bare => TryBare(unread, ended),
        Place.Quoted => TryQuoted(unread, ended),
        _ => TryBehind(unread, ended),
    };

    private bool TryStart(ReadOnlySpan<byte> unread, bool ended)
    {
        if (!ended && unread.Length - At < _quote.Length)
            return false;
        _place = unread[At..].StartsWith(_quote) ? Place.Quoted : Place.Bare;
        if (_place is Place.Quoted)
            At = FieldStart += _quote.Length;
        return true;
    }

    private bool TryBare(ReadOnlySpan<byte> unread, bool ended)
    {
        var distance = unread[At..].IndexOfAny(_bareEnds);
        At = distance < 0 ? unread.Length : At + distance;
        if (distance < 0)
        {
            if (ended)
            {
                AddField(BeforeReturn(unread, At, FieldStart), FieldForm.Bare);
                EndRecord(At);
            }

            return ended;
        }

        if (unread[At] is (byte)'\n')
        {
            AddField(BeforeReturn(unread, At, FieldStart), FieldForm.Bare);
            EndRecord(At + 1);
            return true;
        }

        if (!ended && unread.Length - At < Delimiter.Length)
            return false;
        if (unread[At..].StartsWith(Delimiter))
        {
            AddField(At, FieldForm.Bare);
            NextField(At);
        }
        else
        {
            At++;
        }

        return true;
    }

    private bool TryQuoted(ReadOnlySpan<byte> unread, bool ended)
    {
        var distance = unread[At..].IndexOf(_quote);
        if (distance < 0)
        {
            if (ended)
            {
                At = FieldStart;
                throw new FormatException("a quote is opened here and never closed; close it, or double it where it is part of the text");
            }

            // A quote of several bytes may have begun.
            At = Math.Max(FieldStart, Math.Max(At, unread.Length - _quote.Length + 1));
            return false;
        }

        At += distance;
        var behind = unread[(At + _quote.Length)..];
        if (!ended && behind.Length < _quote.Length)
            return false;
        if (behind.StartsWith(_quote))
        {
            _doubled = true;
            At += 2 * _quote.Length;
            return true;
        }

        AddField(At, _doubled ? FieldForm.Escaped : FieldForm.Quoted);
        At += _quote.Length;
        _place = Place.Behind;
        return true;
    }

    private bool TryBehind(ReadOnlySpan<byte> unread, bool ended)
    {
        var rest = unread[At..];
        if (!ended && rest.Length < Math.Max(2, Delimiter.Length) && !rest.StartsWith("\n"u8) && !rest.StartsWith(Delimiter))
            return false;
        if (rest.IsEmpty || rest.SequenceEqual("\r"u8))
            EndRecord(unread.Length);
        else if (rest.StartsWith("\n"u8))
            EndRecord(At + 1);
        else if (rest.StartsWith("\r\n"u8))
            EndRecord(At + 2);
        else if (rest.StartsWith(Delimiter))
            NextField(At);
        else
            throw new FormatException("text follows a closing quote; double the quote where it is part of the text");
        return true;
    }
}
