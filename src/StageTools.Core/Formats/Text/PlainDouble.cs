namespace StageTools.Formats.Text;

/// <summary>The doubles that most tables hold, whole numbers and those of up to six decimals, written without the general way's long
/// division.</summary>
/// <remarks>
/// A decimal number of at most 15 digits is the only one of so few digits that reads as its double, so it is the shortest: the text is the same that
/// .NET writes.
/// </remarks>
internal static class PlainDouble
{
    private const double Limit = 1e9;
    private const double Least = 1e-4;
    private const int Decimals = 6;
    private const double Scale = 1e6;

    /// <summary>Writes the number; false, with nothing written, where the general way is wanted.</summary>
    public static bool TryWrite(Utf8Buffer buffer, double value)
    {
        var size = Math.Abs(value);
        if (!(size is >= Least and < Limit))
            return false;
        var scaled = (long)((size * Scale) + 0.5);
        if (scaled / Scale != size)
            return false;
        var whole = Math.DivRem(scaled, (long)Scale, out var fraction);
        if (value < 0)
            buffer.Append((byte)'-');
        buffer.AppendFormatted(whole);
        if (fraction != 0)
            WriteFraction(buffer, (int)fraction);
        return true;
    }

    private static void WriteFraction(Utf8Buffer buffer, int fraction)
    {
        var text = buffer.Reserve(Decimals + 1);
        text[0] = (byte)'.';
        for (var place = Decimals; place > 0; place--)
        {
            text[place] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        var length = Decimals + 1;
        while (text[length - 1] == (byte)'0')
            length--;
        buffer.Advance(length);
    }
}
