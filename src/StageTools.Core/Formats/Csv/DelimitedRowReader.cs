namespace StageTools.Formats.Csv;

/// <summary>Reads CSV and TSV.</summary>
internal sealed class DelimitedRowReader(DelimitedLayout layout, RowReadOptions options, string fileName)
{
    // In which no \n stands, a TSV file has lines that end in \r.
    private const int MostOfLine = 1 << 16;

    private readonly DelimitedValues _values = new(layout, options);
    private readonly byte[] _start = Encoding.UTF8.GetBytes(layout.RecordStart);
    private DelimitedScanner _scanner = layout.IsTsv ? new TsvScanner(layout) : new CsvScanner(layout);
    private string[]? _columns;

    // Those of the last row, which nobody has kept.
    private object?[]? _spare;

    // Blank lines before the first record of a file without a header: rows, should it turn out to have one column.
    private long _blanksBefore;

    public async IAsyncEnumerable<Row> ReadAsync(RecordBuffer records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (records)
        {
            records.HasNuls = layout.HasNuls;
            await records.OpenAsync(cancellationToken).ConfigureAwait(false);
            (records.LineEnd, records.EndsAtReturn) = (layout.Ends.Record, layout.EndsAtReturn);
            if (layout.IsTsv && layout.EndsInLines && await EndsAtReturnAsync(records, cancellationToken).ConfigureAwait(false))
            {
                _scanner = new TsvScanner(layout with { RecordDelimiter = "\r" });
                records.LineEnd = "\r"u8.ToArray();
            }

            await SkipLinesAsync(records, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (_start.Length > 0)
                    await SkipToStartAsync(records, cancellationToken).ConfigureAwait(false);
                while (!TryScan(records))
                    await records.FillAsync(cancellationToken).ConfigureAwait(false);
                if (_scanner.Fields.IsEmpty)
                    break;
                cancellationToken.ThrowIfCancellationRequested();
                var row = Accept(records);
                for (; _blanksBefore > 0 && _columns is { Length: 1 }; _blanksBefore--)
                    yield return new Row(_columns, [_values.Empty]) { Line = records.Line - _blanksBefore };
                _spare = row is not null && options.Cells?.TryAdd(row) is true ? row.Values : null;
                if (row is not null && _spare is null)
                    yield return row;
                records.Consume(_scanner.Length);
            }

            // A file of blank lines and nothing else.
            for (string[] columns = [HeaderNames.Of(1)]; _columns is null && _blanksBefore > 0; _blanksBefore--)
                yield return new Row(columns, [_values.Empty]);
        }
    }

    private async ValueTask SkipLinesAsync(RecordBuffer records, CancellationToken cancellationToken)
    {
        for (var left = layout.SkippedLines; left > 0 && !(records.Ended && records.Unread.IsEmpty);)
        {
            var end = _scanner.LineLength(records.Unread, records.Ended);
            records.Consume(Math.Abs(end));
            if (end > 0)
                left--;
            else
                await records.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Goes behind the next place where what each record begins with stands, or to the end of the file.</summary>
    private async ValueTask SkipToStartAsync(RecordBuffer records, CancellationToken cancellationToken)
    {
        for (var at = -1; at < 0 && !(records.Ended && records.Unread.IsEmpty);)
        {
            at = records.Unread.IndexOf(_start);

            // The last bytes may be the first ones of it.
            var passed = at >= 0 ? at + _start.Length : records.Unread.Length - (records.Ended ? 0 : _start.Length - 1);
            records.Consume(Math.Max(0, passed));
            if (at < 0)
                await records.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> EndsAtReturnAsync(RecordBuffer records, CancellationToken cancellationToken)
    {
        while (!records.Ended && records.Unread.Length <= MostOfLine && !records.Unread.Contains((byte)'\n'))
            await records.FillAsync(cancellationToken).ConfigureAwait(false);
        var first = records.Unread[..Math.Min(MostOfLine, records.Unread.Length)];
        return !first.Contains((byte)'\n') && first.IndexOf((byte)'\r') is >= 0 and var at && at + 1 < records.Unread.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryScan(RecordBuffer records)
    {
        try
        {
            return _scanner.TryScan(records.Unread, records.Ended);
        }
        catch (FormatException e)
        {
            throw InvalidFile.At(fileName, LineOf(records, _scanner.Position), e.Message);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Row? Accept(RecordBuffer records)
    {
        if (_scanner.IsBlank && _columns is not { Length: 1 })
        {
            if (_columns is null && !layout.Header)
                _blanksBefore++;
            return null;
        }

        if (_columns is null && layout.Header)
        {
            _columns = Header(records);
            return null;
        }

        var fields = _scanner.Fields;
        _columns ??= Enumerable.Range(1, fields.Length).Select(HeaderNames.Of).ToArray();
        _blanksBefore = _columns.Length == 1 ? _blanksBefore : 0;
        if (fields.Length != _columns.Length && !layout.FitsRows)
            return Refuse(Ragged(records.Line, fields.Length, _columns.Length));
        options.Cells?.Begin();
        var values = _spare ?? new object?[_columns.Length];
        var i = 0;
        try
        {
            for (; i < values.Length && i < fields.Length; i++)
                values[i] = _values.Value(records.Unread, fields[i], i);
            Array.Clear(values, i, values.Length - i);
        }
        catch (DecoderFallbackException e)
        {
            LongText.FreeAll(values.Take(i));
            return Refuse(NotUtf8(records, i, e));
        }

        return new Row(_columns, values) { Line = records.Line };
    }

    private Row? Refuse(StageException error)
    {
        (options.OnBadRecord ?? throw error)(error);
        return null;
    }

    private string[] Header(RecordBuffer records)
    {
        var names = new string[_scanner.Fields.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = HeaderName(records, i);
            if (names[i].Length > 0 && !seen.Add(names[i]))
            {
                throw InvalidFile.At(
                    fileName, records.Line, $"the header has two columns '{names[i]}'; rename one, or read the file without a header");
            }
        }

        HeaderNames.Complete(names);
        return names;
    }

    private string HeaderName(RecordBuffer records, int index)
    {
        try
        {
            return _values.Text(records.Unread, _scanner.Fields[index]);
        }
        catch (DecoderFallbackException e)
        {
            throw NotUtf8(records, index, e);
        }
    }

    private StageException NotUtf8(RecordBuffer records, int index, DecoderFallbackException e) =>
        InvalidFile.NotUtf8(fileName, LineOf(records, _scanner.Fields[index].Start), e);

    private static long LineOf(RecordBuffer records, int position) => records.Line + records.LinesIn(position);

    private StageException Ragged(long line, int found, int expected) => InvalidFile.At(
        fileName,
        line,
        $"values found: {found}, columns: {expected}; quote text that holds the delimiter '{layout.Delimiter}', or give the right field_delimiter");
}
