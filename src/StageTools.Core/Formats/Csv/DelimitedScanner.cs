using System.Runtime.InteropServices;
using StageTools.Formats.Options;

namespace StageTools.Formats.Csv;

/// <summary>Finds one record and its values at the front of the unread bytes. It goes on where it stopped when more bytes have come.</summary>
internal abstract class DelimitedScanner(DelimitedLayout layout)
{
    private readonly List<DelimitedField> _fields = [];
    private bool _done;

    /// <summary>The values of the record; none at the end of the file.</summary>
    public ReadOnlySpan<DelimitedField> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>The record's length, its end included.</summary>
    public int Length { get; private set; }

    /// <summary>Whether nothing at all stands on the line.</summary>
    public bool IsBlank => _fields is [{ Length: 0, Form: FieldForm.Bare }];

    /// <summary>What ends values and records.</summary>
    protected DelimitedEnds Ends { get; } = layout.Ends;

    /// <summary>Whether a <c>\r</c> before the record's end belongs to it.</summary>
    protected bool EndsInLines { get; } = layout.EndsInLines;

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

    /// <summary>Moves on to the next place that matters; false where more bytes are needed to tell.</summary>
    protected abstract bool TryStep(ReadOnlySpan<byte> unread, bool ended);

    /// <summary>Called before a new record, and after each delimiter.</summary>
    protected abstract void StartField();

    protected void AddField(int end, FieldForm form) => _fields.Add(new DelimitedField(FieldStart, end - FieldStart, form));

    /// <summary>Ends a bare value, and the record, at a line end or at the file's.</summary>
    protected void EndField(ReadOnlySpan<byte> unread, int notBefore, FieldForm form)
    {
        AddField(BeforeReturn(unread, At, notBefore), form);
        EndRecord(Math.Min(At + Ends.Record.Length, unread.Length));
    }

    /// <summary>Ends a value where all of a delimiter or of a record's end stands, and goes on where neither does; false where more bytes are
    /// needed to tell.</summary>
    protected bool TryEnd(ReadOnlySpan<byte> unread, bool ended, int notBefore, FieldForm form)
    {
        var rest = unread[At..];
        if (rest.StartsWith(Ends.Delimiter))
        {
            AddField(At, form);
            NextField(At);
        }
        else if (rest.StartsWith(Ends.Record))
        {
            EndField(unread, notBefore, form);
        }
        else if (!ended && rest.Length < Ends.Longest)
        {
            return false;
        }
        else
        {
            At++;
        }

        return true;
    }

    /// <summary>Goes behind a delimiter.</summary>
    protected void NextField(int delimiter)
    {
        At = FieldStart = delimiter + Ends.Delimiter.Length;
        StartField();
    }

    protected void EndRecord(int length)
    {
        Length = length;
        _done = true;
    }

    /// <summary>Where a bare value ends at this line end: \r\n is one.</summary>
    private int BeforeReturn(ReadOnlySpan<byte> unread, int lineEnd, int notBefore) =>
        EndsInLines && lineEnd > notBefore && unread[lineEnd - 1] is (byte)'\r' ? lineEnd - 1 : lineEnd;

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
