namespace StageTools.Formats.Csv;

/// <summary>What delimited text is made of.</summary>
/// <param name="Delimiter">Stands between values.</param>
/// <param name="Quote">Stands around values; in TSV nothing does, and it is the backslash, which has a meaning there.</param>
/// <param name="IsTsv">Whether it is TSV.</param>
/// <param name="Null">What NULL is written as.</param>
/// <param name="IsCopy">Whether DuckDB is told how lines end.</param>
internal sealed record DelimitedMarks(byte Delimiter, byte Quote, bool IsTsv, byte[] Null, bool IsCopy)
{
    /// <summary>Where the first record ends, or the last one that is whole: behind its line end, 0 where that is not there.</summary>
    public int EndOf(ReadOnlySpan<byte> records, bool isFirst)
    {
        if (isFirst)
            return EndOfFirst(records);

        var isInside = CountQuotes(records) % 2 != 0;
        for (var end = records.Length; records[..end].LastIndexOf((byte)'\n') is >= 0 and var at; end = at)
        {
            isInside ^= CountQuotes(records[(at + 1)..end]) % 2 != 0;
            if (!isInside)
                return at + 1;
        }

        return 0;
    }

    /// <summary>Whether in the beginning of a record, whose end is not there, something stands that no plain one has: a quote in a bare value, or a
    /// <c>\r</c> alone.</summary>
    public bool IsOddBeforeEnd(ReadOnlySpan<byte> begun)
    {
        var isInside = false;
        for (int at = 0, distance; (distance = begun[at..].IndexOfAny(IsTsv ? (byte)'\r' : Quote, (byte)'\r')) >= 0; at += distance + 1)
        {
            var place = at + distance;
            if (begun[place] == '\r')
            {
                // The last byte may be the first one of an end.
                if (!isInside && place + 1 < begun.Length)
                    return true;

                continue;
            }

            if (!isInside && place > 0 && begun[place - 1] != Delimiter && begun[place - 1] != Quote)
                return true;

            isInside = !isInside;
        }

        return false;
    }

    /// <summary>How many values a record has.</summary>
    public int CountValues(ReadOnlySpan<byte> record)
    {
        var (count, isInside) = (1, false);
        foreach (var one in record)
        {
            isInside ^= !IsTsv && one == Quote;
            count += one == Delimiter && !isInside ? 1 : 0;
        }

        return count;
    }

    private int EndOfFirst(ReadOnlySpan<byte> records)
    {
        var isInside = false;
        for (var from = 0; records[from..].IndexOf((byte)'\n') is >= 0 and var distance; from += distance + 1)
        {
            isInside ^= CountQuotes(records.Slice(from, distance)) % 2 != 0;
            if (!isInside)
                return from + distance + 1;
        }

        return 0;
    }

    private int CountQuotes(ReadOnlySpan<byte> text) => IsTsv ? 0 : text.Count(Quote);
}
