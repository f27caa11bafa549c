using System.Runtime.Intrinsics;

namespace StageTools.Formats.Csv;

/// <summary>Looks at records, one after the other, whether they are plain, and how the values of each column are written. What is quoted is known by
/// how many quotes stand before it: where one is not around a whole value, nothing is plain, and what follows does not count.</summary>
/// <param name="marks">What they are made of.</param>
/// <param name="columns">How many values each has.</param>
/// <param name="endsInPairs">Whether lines end in <c>\r\n</c>.</param>
/// <param name="isFirst">Whether it is the first record of the file.</param>
internal sealed class DelimitedLook(DelimitedMarks marks, int columns, bool endsInPairs, bool isFirst)
{
    private const int Width = 64;

    private readonly byte _delimiter = marks.Delimiter;
    private readonly byte _quote = marks.Quote;
    private readonly ColumnForm[] _forms = new ColumnForm[columns];

    /// <summary>Whether DuckDB surely reads the same rows from all of them.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>Whether a line end stands between quotes.</summary>
    public bool HasLinesInQuotes { get; private set; }

    /// <summary>The longest record, in bytes.</summary>
    public int Longest { get; private set; }

    /// <summary>How the columns are written.</summary>
    public ReadOnlySpan<ColumnForm> Forms => _forms;

    // A file is often looked through once in a process: there is no time to find out that the loops are hot.
    /// <summary>Looks at records that are whole; the last of the file may have no line end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<byte> records)
    {
        Span<byte> last = stackalloc byte[Width];
        var (cell, record, column, isOdd, carry) = (0, 0, 0, false, 0UL);
        for (var at = 0; at < records.Length; at += Width)
        {
            scoped var some = records[at..];
            var counted = ulong.MaxValue;
            if (some.Length < Width)
            {
                some.CopyTo(last);
                counted = (1UL << some.Length) - 1;
                some = last;
            }

            Find(some, out var ends, out var odd, out var quotes);
            if (!marks.IsTsv)
            {
                var inside = Between(quotes & counted) ^ carry;
                carry = (ulong)((long)inside >> 63);
                ends &= ~inside;
            }

            ends &= counted;
            odd &= counted;
            for (; ends != 0; ends &= ends - 1)
            {
                var before = odd & (ends ^ (ends - 1));
                odd ^= before;
                var end = at + BitOperations.TrailingZeroCount(ends);
                var isEnd = records[end] != _delimiter;
                if ((uint)column >= (uint)_forms.Length)
                {
                    IsPlain = false;
                    return;
                }

                var isPair = false;
                if (isOdd || before != 0)
                    LookOddly(column, records[cell..end], isEnd, out isPair);
                else if (_forms[column] is not ColumnForm.Text)
                    _forms[column] = With(_forms[column], records[cell..], end - cell);

                isOdd = false;
                cell = end + 1;
                column++;
                if (isEnd)
                {
                    if (!EndRecord(column, cell - record, isPair))
                        return;

                    (record, column) = (cell, 0);
                }
            }

            isOdd |= odd != 0;
        }

        if (record < records.Length)
            EndFile(column, records[cell..], isOdd, records.Length - record);

        IsPlain = IsPlain && carry == 0 && System.Text.Unicode.Utf8.IsValid(records);
    }

    /// <summary>Which bytes end a value where they are not between quotes, which may have a meaning, and which are quotes: a bit a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Find(ReadOnlySpan<byte> some, out ulong ends, out ulong odd, out ulong quotes)
    {
        var (delimiter, line, quote) = (Vector128.Create(_delimiter), Vector128.Create((byte)'\n'), Vector128.Create(_quote));
        var (turn, nul) = (Vector128.Create((byte)'\r'), Vector128<byte>.Zero);
        (ends, odd, quotes) = (0, 0, 0);
        for (var i = 0; i < Width; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(some.Slice(i, Vector128<byte>.Count));
            var isQuote = Vector128.Equals(bytes, quote);
            ends |= (ulong)(Vector128.Equals(bytes, delimiter) | Vector128.Equals(bytes, line)).ExtractMostSignificantBits() << i;
            odd |= (ulong)(isQuote | Vector128.Equals(bytes, turn) | Vector128.Equals(bytes, nul)).ExtractMostSignificantBits() << i;
            quotes |= (ulong)isQuote.ExtractMostSignificantBits() << i;
        }
    }

    /// <summary>From each odd quote to the one before the next.</summary>
    private static ulong Between(ulong quotes)
    {
        for (var shift = 1; quotes != 0 && shift < Width; shift *= 2)
            quotes ^= quotes << shift;

        return quotes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ColumnForm With(ColumnForm form, ReadOnlySpan<byte> text, int length)
    {
        // Most are short integers: eight bytes at once tell it.
        if (form is ColumnForm.Whole && length is > 0 and <= sizeof(ulong) && text.Length >= sizeof(ulong) && text[0] - '1' is >= 0 and <= 8
            && ColumnForms.AreDigits(BinaryPrimitives.ReadUInt64LittleEndian(text), length))
        {
            return form;
        }

        return With(form, text[..length]);
    }

    private ColumnForm With(ColumnForm form, ReadOnlySpan<byte> value) =>
        value.Length == marks.Null.Length && value.SequenceEqual(marks.Null) ? form : ColumnForms.With(form, value);

    /// <summary>Looks at a value in which, or behind which, something stands that may have a meaning.</summary>
    private void LookOddly(int column, ReadOnlySpan<byte> value, bool isEnd, out bool isPair)
    {
        isPair = isEnd && value is [.., (byte)'\r'];
        value = isPair ? value[..^1] : value;
        if (!marks.IsTsv && value.Length > 1 && value[0] == _quote && value[^1] == _quote)
        {
            var quoted = value[1..^1];
            IsPlain = IsPlain && AreDoubled(quoted) && !IsOddInQuotes(quoted);

            // What NULL is written as may be NULL in quotes too.
            if (_forms[column] is not ColumnForm.Text)
                _forms[column] = quoted.SequenceEqual(marks.Null) ? ColumnForm.Text : ColumnForms.With(_forms[column], quoted);
        }
        else
        {
            IsPlain = IsPlain && ((marks.IsTsv && value.SequenceEqual(marks.Null)) || !value.ContainsAny(_quote, (byte)'\r', (byte)0));
            _forms[column] = With(_forms[column], value);
        }
    }

    private bool AreDoubled(ReadOnlySpan<byte> quoted)
    {
        for (int at; (at = quoted.IndexOf(_quote)) >= 0; quoted = quoted[(at + 2)..])
        {
            if (at + 1 == quoted.Length || quoted[at + 1] != _quote)
                return false;
        }

        return true;
    }

    // DuckDB looks for how lines end in what is quoted, too: in the header, and where they end in \r\n.
    private bool IsOddInQuotes(ReadOnlySpan<byte> quoted)
    {
        var hasLines = quoted.Contains((byte)'\n');
        HasLinesInQuotes |= hasLines;
        return !marks.IsCopy && ((hasLines && (isFirst || endsInPairs)) || quoted.ContainsAny((byte)'\r', (byte)0));
    }

    private bool EndRecord(int values, int length, bool isPair)
    {
        Longest = Math.Max(Longest, length);
        return IsPlain = IsPlain && values == _forms.Length && isPair == endsInPairs && length > (isPair ? 2 : 1);
    }

    private void EndFile(int column, ReadOnlySpan<byte> value, bool isOdd, int length)
    {
        Longest = Math.Max(Longest, length);
        IsPlain = IsPlain && column == _forms.Length - 1;
        if (!IsPlain)
            return;

        if (isOdd)
            LookOddly(column, value, isEnd: false, out _);
        else
            _forms[column] = With(_forms[column], value);
    }
}
