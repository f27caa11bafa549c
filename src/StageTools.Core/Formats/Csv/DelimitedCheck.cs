namespace StageTools.Formats.Csv;

/// <summary>Looks through all of a CSV or TSV file whether DuckDB surely reads the same rows from it as <see cref="DelimitedRowReader"/>: lines of
/// one kind, none of them blank, as many values in each, quotes around whole values and nowhere else.</summary>
internal sealed class DelimitedCheck
{
    private const int BlockSize = 1 << 20;

    private readonly byte _delimiter;
    private readonly byte _quote;
    private readonly SearchValues<byte> _odd;
    private readonly SearchValues<byte> _ends;
    private readonly byte[] _null;
    private readonly bool _isCopy;
    private readonly List<ColumnForm> _forms = [];
    private bool _isHeader;
    private int _delimiters = -1;
    private bool? _endsInPairs;
    private bool _isPlain = true;
    private bool _hasLinesInQuotes;
    private int _longest;

    private DelimitedCheck(DelimitedLayout layout, bool isCopy)
    {
        // In TSV nothing is a quote; a backslash has a meaning instead.
        (_delimiter, _quote) = (layout.Ends.Delimiter[0], layout.IsTsv ? (byte)'\\' : (byte)layout.Quote);
        _odd = SearchValues.Create([_quote, (byte)'\r', 0]);
        _ends = SearchValues.Create([_delimiter, _quote, (byte)'\r', (byte)'\n', 0]);
        (_isCopy, _isHeader, _null) = (isCopy, layout.Header, Encoding.UTF8.GetBytes(layout.NullText));
        IsTsv = layout.IsTsv;
    }

    private bool IsTsv { get; }

    /// <summary>Whether files of a layout can be plain at all.</summary>
    public static bool CanBePlain(DelimitedLayout layout) =>
        !layout.FitsRows
        && layout.SkippedLines == 0
        && layout.EndsInLines
        && layout.RecordStart.Length == 0
        && layout.NanText == "NaN"
        && layout.Ends.Delimiter.Length == 1
        && (layout.IsTsv
            ? layout.NullText == "\\N" && !layout.EmptyIsNull
            : char.IsAscii(layout.Quote) && layout.Escape == layout.Quote && layout.EmptyIsNull == (layout.NullText.Length == 0));

    /// <summary>Looks at a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="layout">How it is laid out.</param>
    /// <param name="isCopy">Whether it is a copy of one, whose line ends DuckDB is told.</param>
    /// <param name="fileName">How errors name it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Errors.StageException"><c>DataInvalid</c> for one that is no text, or cut off or damaged.</exception>
    public static async Task<TextCheck> OfAsync(
        Stream text, DelimitedLayout layout, bool isCopy, string fileName, CancellationToken cancellationToken)
    {
        var check = new DelimitedCheck(layout, isCopy);
        using var records = new RecordBuffer(text, fileName, size: BlockSize);
        await records.OpenAsync(cancellationToken).ConfigureAwait(false);

        // Behind a mark DuckDB does not know a quote.
        if (records.HadMark)
            return TextCheck.NotPlain;

        while (check._isPlain && !(records.Ended && records.Unread.IsEmpty))
        {
            var read = check.Read(records.Unread, records.Ended);
            records.Consume(read);
            // A long record is read from its beginning each time: there are not to be many.
            var wanted = read > 0 ? 0 : Math.Min(RecordBuffer.Longest, records.Unread.Length * 2L);
            for (var isMore = read == 0; isMore; isMore = !records.Ended && records.Unread.Length < wanted)
                await records.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return check._isPlain
            ? new DelimitedForms(IsPlain: true, check._longest, check._hasLinesInQuotes, check._forms)
            : TextCheck.NotPlain;
    }

    // A file is often looked through once in a process: there is no time to find out that the loops are hot.
    /// <summary>Reads the records that are whole, and gives their length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read(ReadOnlySpan<byte> unread, bool ended)
    {
        var at = 0;
        var odd = -1;
        while (at < unread.Length && _isPlain)
        {
            var rest = unread[at..];
            if (odd < at)
                odd = rest.IndexOfAny(_odd) is >= 0 and var distance ? at + distance : int.MaxValue;
            var length = rest.IndexOf((byte)'\n') + 1;
            var delimiters = 0;
            if (odd < at + (length > 0 ? length : rest.Length))
                length = Odd(rest, ended, out delimiters);
            else if (length > 0 || ended)
                delimiters = Plain(rest, ref length);
            if (length == 0)
                break;

            Accept(length, delimiters);
            at += length;
        }

        _isPlain = _isPlain && Utf8.IsValid(unread[..at]);
        return at;
    }

    private int Plain(ReadOnlySpan<byte> rest, ref int length)
    {
        var record = length > 0 ? rest[..(length - 1)] : rest;
        if (length > 0)
            End(isPair: false, isBlank: length == 1);
        length = length > 0 ? length : rest.Length;
        var delimiters = 0;
        for (int distance; (distance = record.IndexOf(_delimiter)) >= 0; delimiters++)
        {
            Look(delimiters, record[..distance]);
            record = record[(distance + 1)..];
        }

        Look(delimiters, record);
        return delimiters;
    }

    /// <summary>Looks at a value of a column.</summary>
    private void Look(int column, ReadOnlySpan<byte> value)
    {
        if (_isHeader)
            return;

        if (column == _forms.Count)
            _forms.Add(ColumnForm.None);

        ref var form = ref CollectionsMarshal.AsSpan(_forms)[column];
        if (form is ColumnForm.Text)
            return;

        var isQuoted = !IsTsv && value.Length > 1 && value[0] == _quote;
        value = isQuoted ? value[1..^1] : value;

        // What NULL is written as may be NULL in quotes too.
        if (!value.SequenceEqual(_null))
            form = ColumnForms.With(form, value);
        else if (isQuoted)
            form = ColumnForm.Text;
    }

    private void Accept(int length, int delimiters)
    {
        _longest = Math.Max(_longest, length);
        _delimiters = _delimiters < 0 ? delimiters : _delimiters;
        _isPlain = _isPlain && _delimiters == delimiters;
        _isHeader = false;
    }

    private void End(bool isPair, bool isBlank)
    {
        _endsInPairs ??= isPair;
        _isPlain = _isPlain && _endsInPairs == isPair && !isBlank;
    }

    /// <summary>Reads a record in which something stands that may have a meaning; 0 where not all of it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Odd(ReadOnlySpan<byte> record, bool ended, out int delimiters)
    {
        delimiters = 0;
        var start = 0;
        for (var at = 0; ; at++)
        {
            at = IsTsv ? BehindNull(record, at) : BehindQuoted(record, at);
            var distance = at < 0 ? -1 : record[at..].IndexOfAny(_ends);
            if (distance < 0 || (record[at + distance] is (byte)'\r' && at + distance + 1 == record.Length))
            {
                // A quote that is never closed, or a \r at the very end.
                _isPlain = _isPlain && (!ended || (at >= 0 && distance < 0));
                if (ended)
                    Look(delimiters, record[start..]);
                return ended ? record.Length : 0;
            }

            at += distance;
            Look(delimiters, record[start..at]);
            if (record[at] == _delimiter)
            {
                delimiters++;
                start = at + 1;
                continue;
            }

            var isPair = record[at] is (byte)'\r' && record[at + 1] is (byte)'\n';
            if (isPair || record[at] is (byte)'\n')
                End(isPair, isBlank: at == 0);
            else
                _isPlain = false;
            return at + (isPair ? 2 : 1);
        }
    }

    // DuckDB looks for how lines end in what is quoted, too: in the header, and where they end in \r\n.
    private bool IsOddInQuotes(ReadOnlySpan<byte> quoted) =>
        !_isCopy
        && (quoted.ContainsAny((byte)'\r', (byte)0) || ((_delimiters < 0 || _endsInPairs is not false) && quoted.Contains((byte)'\n')));

    private int BehindNull(ReadOnlySpan<byte> record, int at) =>
        record[at..].StartsWith("\\N"u8) && (at + 2 == record.Length || record[at + 2] is (byte)'\r' or (byte)'\n' || record[at + 2] == _delimiter)
            ? at + 2
            : at;

    /// <summary>Where what is quoted here ends; here where nothing is, and -1 where the end is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int BehindQuoted(ReadOnlySpan<byte> record, int at)
    {
        if (at == record.Length || record[at] != _quote)
            return at;

        for (var start = at++; ; at++)
        {
            var distance = record[at..].IndexOf(_quote);
            if (distance < 0)
                return -1;

            at += distance + 1;
            if (at == record.Length || record[at] != _quote)
            {
                _hasLinesInQuotes = _hasLinesInQuotes || record[start..at].Contains((byte)'\n');
                _isPlain = _isPlain && !IsOddInQuotes(record[start..at]) && (at == record.Length || _ends.Contains(record[at]));
                return at;
            }
        }
    }
}
