namespace StageTools.Formats.Text;

/// <summary>Dates, times, durations and GUIDs as every format writes them: ASCII with nothing to quote or escape, exact to the tick.</summary>
internal static class MomentText
{
    /// <summary>Writes the value if it is one of them; false, with nothing written, if not.</summary>
    public static bool TryWrite(Utf8Buffer buffer, object value)
    {
        switch (value)
        {
            case DateTime v: Write(buffer, v); break;
            case DateTimeOffset v: Write(buffer, v); break;
            case DateOnly v: Write(buffer, v); break;
            case TimeOnly v: buffer.AppendFormatted(v.ToTimeSpan(), "c"); break;
            case TimeSpan v: buffer.AppendFormatted(v, "c"); break;
            case Guid v: buffer.AppendFormatted(v, "D"); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Writes a day, or a moment: in .NET's form for data, without the zeros that end its seven digits behind the seconds, without the
    /// point where all of them are zeros, and with a Z where the offset is zero.</summary>
    public static void Write<T>(Utf8Buffer buffer, T value)
        where T : IUtf8SpanFormattable
    {
        const int digits = 27;
        var start = buffer.Length;
        buffer.AppendFormatted(value, "O");
        if (buffer.Length - start < digits)
            return;

        var text = buffer.Reserve(0, start)[..(buffer.Length - start)];
        var length = digits;
        while (text[length - 1] is (byte)'0')
            length--;

        length -= text[length - 1] is (byte)'.' ? 1 : 0;
        ReadOnlySpan<byte> zone = text[digits..];
        zone = zone.SequenceEqual("+00:00"u8) ? "Z"u8 : zone;
        zone.CopyTo(text[length..]);
        buffer.Truncate(start + length + zone.Length);
    }
}
