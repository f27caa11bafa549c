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

    /// <summary>What ends values and records.</summary>
    protected DelimitedEnds Ends { get; } = layout.Ends;

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
        var at = _endsAtReturn ? unread.IndexOfAny((byte)'\n', (byte)'\r') : unread.IndexOf(Ends.Record);

        // The last bytes may be the first ones of an end.
        return at < 0 ? -Math.Max(0, unread.Length - (ended ? 0 : Ends.Record.Length - 1))
            : RecordEndAt(unread, at, ended) is { } length ? at + length
            : -at;
    }

    /// <summary>Moves on to the next place that matters; false where more bytes are needed to tell.</summary>
    protected abstract bool TryStep(ReadOnlySpan<byte> unread, bool ended);

    /// <summary>Called before a new record, and after each delimiter.</summary>
    protected abstract void StartField();

    protected void AddField(int start, int end, FieldForm form) => _fields.Add(new DelimitedField(start, end - start, form));

    /// <summary>How many bytes of a record's end stand here: 0 where none does, null where more bytes are needed to tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected int? RecordEndAt(ReadOnlySpan<byte> unread, int at, bool ended)
    {
        var rest = unread[at..];
        if (rest.StartsWith(Ends.Record))
            return Ends.Record.Length;
        if (!ended && Ends.Record.AsSpan().StartsWith(rest))
            return null;
        if (!_endsAtReturn || rest is not [(byte)'\r', ..])
            return 0;
        if (rest.Length == 1)
            return ended ? 1 : null;
        return rest[1] is (byte)'\n' ? 2 : 1;
    }

    /// <summary>Where a bare value ends that the record's end stands behind.</summary>
    protected virtual int ValueEnd(ReadOnlySpan<byte> unread) => At;

    /// <summary>Ends a value where all of a delimiter or of a record's end stands, and goes on where neither does; false where more bytes are
    /// needed to tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected bool TryEnd(ReadOnlySpan<byte> unread, bool ended, FieldForm form)
    {
        var rest = unread[At..];
        if (rest.StartsWith(Ends.Delimiter))
        {
            AddField(FieldStart, At, form);
            NextField(At);
            return true;
        }

        if (RecordEndAt(unread, At, ended) is not { } recordEnd || (recordEnd == 0 && !ended && rest.Length < Ends.Delimiter.Length))
            return false;

        if (recordEnd == 0)
        {
            At++;
            return true;
        }

        AddField(FieldStart, ValueEnd(unread), form);
        EndRecord(At + recordEnd);
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
