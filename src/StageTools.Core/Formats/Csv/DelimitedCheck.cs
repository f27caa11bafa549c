namespace StageTools.Formats.Csv;

/// <summary>Looks through all of a CSV or TSV file whether DuckDB surely reads the same rows from it as <see cref="DelimitedRowReader"/>: lines of
/// one kind, none of them blank, as many values in each, quotes around whole values and nowhere else.</summary>
internal sealed class DelimitedCheck
{
    private const int BlockSize = 1 << 20;

    // Of less, handing it to another thread costs more than looking at it.
    private const int LeastPart = 128 << 10;
    private const int MostAtOnce = 4;

    // Longer records are looked at where they lie.
    private const int MostCopied = 4 * BlockSize;

    private readonly DelimitedMarks _marks;
    private readonly bool _hasHeader;
    private readonly List<Looking> _others = [];
    private DelimitedLook? _first;
    private int _turn;
    private int _columns;
    private bool _endsInPairs;

    private DelimitedCheck(DelimitedLayout layout, bool isCopy)
    {
        var quote = layout.IsTsv ? (byte)'\\' : (byte)layout.Quote;
        _marks = new DelimitedMarks(layout.Ends.Delimiter[0], quote, layout.IsTsv, layout.NullBytes(), isCopy);
        _hasHeader = layout.Header;
    }

    private bool IsPlain => _first?.IsPlain is not false && _others.TrueForAll(static l => l.Look.IsPlain);

    /// <summary>Whether files of a layout can be plain at all.</summary>
    public static bool CanBePlain(DelimitedLayout layout) =>
        !layout.FitsRows
        && !layout.HasNuls
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

        try
        {
            while (check.IsPlain && !(records.Ended && records.Unread.IsEmpty))
            {
                var read = await check.ReadAsync(records.UnreadMemory, records.Ended).ConfigureAwait(false);
                records.Consume(read);
                if (read == 0 && check._marks.IsOddBeforeEnd(records.Unread))
                    return TextCheck.NotPlain;

                // A long record is read from its beginning each time: there are not to be many.
                var wanted = read > 0 ? BlockSize / 2 : Math.Min(RecordBuffer.Longest, records.Unread.Length * 2L);
                for (var isMore = read == 0; !records.Ended && (isMore || records.Unread.Length < wanted); isMore = false)
                    await records.FillAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(check._others.Select(static other => other.Task)).ConfigureAwait(false);
        }

        return check.IsPlain ? check.Found() : TextCheck.NotPlain;
    }

    /// <summary>Reads the records that are whole, and gives their length.</summary>
    private async ValueTask<int> ReadAsync(ReadOnlyMemory<byte> unread, bool ended)
    {
        var whole = _marks.EndOf(unread.Span, isFirst: _first is null);
        whole = ended && (whole == 0 || _first is not null) ? unread.Length : whole;
        if (whole == 0)
            return 0;

        if (_first is null)
            ReadFirst(unread.Span[..whole]);
        else
            await ReadNextAsync(unread[..whole]).ConfigureAwait(false);
        return whole;
    }

    private void ReadFirst(ReadOnlySpan<byte> record)
    {
        _columns = _marks.CountValues(record);
        _endsInPairs = record.EndsWith("\r\n"u8);
        _first = new DelimitedLook(_marks, _columns, _endsInPairs, isFirst: true);
        _first.Read(record);
    }

    private ValueTask ReadNextAsync(ReadOnlyMemory<byte> records)
    {
        if (_others.Count <= _turn)
            _others.Add(new Looking(new DelimitedLook(_marks, _columns, _endsInPairs, isFirst: false)));

        var other = _others[_turn];
        _turn = (_turn + 1) % Math.Min(MostAtOnce, Environment.ProcessorCount);
        return other.BeginAsync(records);
    }

    private DelimitedForms Found()
    {
        List<DelimitedLook> others = _others.ConvertAll(static l => l.Look);
        List<DelimitedLook> looks = _first is null ? [] : [_first, .. others];
        var values = _hasHeader ? others : looks;
        return new DelimitedForms(
            IsPlain: true,
            looks.Select(static l => l.Longest).DefaultIfEmpty().Max(),
            looks.Exists(static l => l.HasLinesInQuotes),
            values.Count == 0 ? [] : [.. Enumerable.Range(0, _columns).Select(i => values.Select(l => l.Forms[i]).Aggregate(ColumnForms.With))]);
    }

    /// <summary>Records that are looked at while others are read.</summary>
    private sealed class Looking(DelimitedLook look)
    {
        private byte[] _records = [];

        public DelimitedLook Look => look;

        public Task Task { get; private set; } = Task.CompletedTask;

        /// <summary>Begins with records, once it is done with those before; they may change when it returns.</summary>
        public async ValueTask BeginAsync(ReadOnlyMemory<byte> records)
        {
            await Task.ConfigureAwait(false);
            if (records.Length is < LeastPart or > MostCopied)
            {
                look.Read(records.Span);
                return;
            }

            if (_records.Length < records.Length)
                _records = GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, records.Length));

            records.CopyTo(_records);
            Task = Task.Run(() => look.Read(_records.AsSpan(0, records.Length)));
        }
    }
}
