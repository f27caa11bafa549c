namespace StageTools.Formats.Options;

/// <summary>What ends the values and the records of a CSV or TSV file, as bytes: of neither does the other begin with it.</summary>
/// <param name="delimiter">What stands between two values.</param>
/// <param name="record">What ends a record.</param>
internal sealed class DelimitedEnds(string delimiter, string record)
{
    /// <summary>What stands between two values.</summary>
    public byte[] Delimiter { get; } = Encoding.UTF8.GetBytes(delimiter);

    /// <summary>What ends a record.</summary>
    public byte[] Record { get; } = Encoding.UTF8.GetBytes(record);

    /// <summary>The first character of each of the two, which TSV has a backslash before.</summary>
    public IReadOnlyList<byte[]> FirstCharacters => [First(Delimiter), First(Record)];

    /// <summary>How many bytes tell whether one of the two stands somewhere.</summary>
    public int Longest => Math.Max(Delimiter.Length, Record.Length);

    /// <summary>Whether one of the two begins with a character that numbers, booleans and moments are written with.</summary>
    public bool MayBreakNumbers => IsOfNumbers(Delimiter) || IsOfNumbers(Record);

    /// <summary>Whether a bare value would end before its end, by what is in it, or by what begins in it and goes on in what ends it.</summary>
    public bool Breaks(ReadOnlySpan<byte> bare)
    {
        for (; !bare.IsEmpty; bare = bare[1..])
        {
            if (Begins(bare, Delimiter) || Begins(bare, Record))
                return true;
        }

        return false;
    }

    private bool Begins(ReadOnlySpan<byte> bare, byte[] end) => bare.Length >= end.Length
        ? bare.StartsWith(end)
        : end.AsSpan().StartsWith(bare) && (Fits(end.AsSpan(bare.Length), Delimiter) || Fits(end.AsSpan(bare.Length), Record));

    private static bool Fits(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> behind)
    {
        var length = Math.Min(rest.Length, behind.Length);
        return rest[..length].SequenceEqual(behind[..length]);
    }

    private static byte[] First(byte[] end)
    {
        Rune.DecodeFromUtf8(end, out _, out var length);
        return end[..length];
    }

    private static bool IsOfNumbers(byte[] end) =>
        end.Length > 0 && (char.IsAsciiLetterOrDigit((char)end[0]) || end[0] is (byte)'+' or (byte)'-' or (byte)'.' or (byte)':');
}
