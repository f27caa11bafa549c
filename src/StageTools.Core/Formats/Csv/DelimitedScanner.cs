using System.Runtime.InteropServices;
using System.Text;
using StageTools.Formats.Options;

namespace StageTools.Formats.Csv;

/// <summary>Finds one record and its values at the front of the unread bytes. It goes on where it stopped when more bytes have come.</summary>
internal abstract class DelimitedScanner(DelimitedLayout layout)
{
    private readonly List<DelimitedField> _fields = [];
    private readonly bool _endsAtReturn = layout.EndsAtReturn;
    private bool _done;

    /// <summary>The values of the record; none at the end of the file.</summary>
    public ReadOnlySpan<DelimitedField> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>The record's length, its end included.</summary>
    public int Length { get; private set; }

    /// <summary>Whether nothing at all stands on the line.</summary>
    public bool IsBlank => _fields is [{ Length: 0, Form: FieldForm.Bare }];

    protected byte[] Delimiter { get; } = Encoding.UTF8.GetBytes([layout.Delimiter]);

    /// <summary>The byte that ends a record.</summary>
    protected byte LineEnd { get; } = layout.LineEnd;

    /// <summary>How far the scanner got: where a broken record is broken.</summary>
    public int Position => At;

    /// <summary>The next byte to look at.</summary>
    protected int At { get; set; }

    /// <summary>Where the value begins that is being looked at.</summary>
    protected int FieldStart { get; set; }

    /// <summary>Looks for the end of the record; false where more bytes are needed.</summary>
    /// <param name="unread">From the record's first byte.</param>
    /// <param name="ended">Whether no more bytes will come.</param>
    /// <exception cref="FormatException">The record is broken at <see cref="Position"/>.</exception>
    public bool TryScan(ReadOnlySpan<byte> unread, bool ended)
    {
        if (_done)
            Restart();
        if (unread.IsEmpty)
            return _done = ended;
        while (!_done)
        {
            if (!TryStep(unread, ended))
                return false;
        }

        return true;
    }

    /// <summary>How long the line is that begins here, its end included; where no end is among the bytes, how many of them can be passed over, as a
    /// negative number.</summary>
    public int LineLength(ReadOnlySpan<byte> unread, bool ended)
    {
        var at = _endsAtReturn ? unread.IndexOfAny(LineEnd, (byte)'\r') : unread.IndexOf(LineEnd);
        return at < 0 ? -unread.Length : LineEndAt(unread, at, ended) is { } length ? at + length : -at;
    }

    /// <summary>Moves on to the next place that matters; false where more bytes are needed to tell.</summary>
    protected abstract bool TryStep(ReadOnlySpan<byte> unread, bool ended);

    /// <summary>Called before a new record, and after each delimiter.</summary>
    protected abstract void StartField();

    protected void AddField(int end, FieldForm form) => _fields.Add(new DelimitedField(FieldStart, end - FieldStart, form));

    /// <summary>How many bytes of a line end stand here: 0 where none does, null where more bytes are needed to tell.</summary>
    protected int? LineEndAt(ReadOnlySpan<byte> unread, int at, bool ended)
    {
        if (at < unread.Length && unread[at] == LineEnd)
            return 1;
        if (!_endsAtReturn || at == unread.Length || unread[at] is not (byte)'\r')
            return 0;
        if (at + 1 == unread.Length)
            return ended ? 1 : null;
        return unread[at + 1] is (byte)'\n' ? 2 : 1;
    }

    /// <summary>Ends a value where all of a delimiter stands; false where more bytes are needed to tell.</summary>
    protected bool TryDelimiter(ReadOnlySpan<byte> unread, bool ended, FieldForm form)
    {
        if (!ended && unread.Length - At < Delimiter.Length)
            return false;

        if (!unread[At..].StartsWith(Delimiter))
        {
            At++;
            return true;
        }

        AddField(At, form);
        NextField(At);
        return true;
    }

    /// <summary>Goes behind a delimiter.</summary>
    protected void NextField(int delimiter)
    {
        At = FieldStart = delimiter + Delimiter.Length;
        StartField();
    }

    protected void EndRecord(int length)
    {
        Length = length;
        _done = true;
    }

    private void Restart()
    {
        _fields.Clear();
        Length = 0;
        At = FieldStart = 0;
        _done = false;
        StartField();
    }
}

/// <summary>Where a value stands in its record.</summary>
/// <param name="Start">The first byte, from the record's first.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Form">How its text is written.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DelimitedField(int Start, int Length, FieldForm Form);

/// <summary>How a value's text is written.</summary>
internal enum FieldForm
{
    /// <summary>As it is.</summary>
    Bare,

    /// <summary>Between quotes, which are not counted in.</summary>
    Quoted,

    /// <summary>With doubled quotes or backslashes in it.</summary>
    Escaped,
}
