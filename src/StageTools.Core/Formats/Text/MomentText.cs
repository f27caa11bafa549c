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
            case DateTimeOffset v:
                WriteClock(buffer, v.DateTime);
                WriteOffset(buffer, v.Offset);
                break;
            case DateOnly v: Write(buffer, v); break;
            case TimeOnly v: buffer.AppendFormatted(v.ToTimeSpan(), "c"); break;
            case TimeSpan v: buffer.AppendFormatted(v, "c"); break;
            case Guid v: buffer.AppendFormatted(v, "D"); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Writes a moment.</summary>
    public static void Write(Utf8Buffer buffer, DateTime value)
    {
        WriteClock(buffer, value);
        if (value.Kind is DateTimeKind.Utc)
            buffer.Append((byte)'Z');
        else if (value.Kind is DateTimeKind.Local)
            WriteOffset(buffer, TimeZoneInfo.Local.GetUtcOffset(value));
    }

    /// <summary>Writes a day.</summary>
    public static void Write(Utf8Buffer buffer, DateOnly value)
    {
        var (year, month, day) = value;
        var text = buffer.Reserve(10)[..10];
        Two(text, year / 100);
        Two(text[2..], year % 100);
        text[4] = (byte)'-';
        Two(text[5..], month);
        text[7] = (byte)'-';
        Two(text[8..], day);
        buffer.Advance(10);
    }

    private static void WriteClock(Utf8Buffer buffer, DateTime value)
    {
        Write(buffer, DateOnly.FromDateTime(value));
        var text = buffer.Reserve(17);
        var second = (int)(value.TimeOfDay.Ticks / TimeSpan.TicksPerSecond);
        text[0] = (byte)'T';
        Two(text[1..], second / 3600);
        text[3] = (byte)':';
        Two(text[4..], second / 60 % 60);
        text[6] = (byte)':';
        Two(text[7..], second % 60);
        var length = 9;
        var fraction = (int)(value.Ticks % TimeSpan.TicksPerSecond);
        if (fraction != 0)
        {
            text[length++] = (byte)'.';
            for (var unit = (int)TimeSpan.TicksPerSecond / 10; fraction != 0; unit /= 10)
            {
                text[length++] = (byte)('0' + (fraction / unit));
                fraction %= unit;
            }
        }

        buffer.Advance(length);
    }

    private static void WriteOffset(Utf8Buffer buffer, TimeSpan offset)
    {
        var text = buffer.Reserve(6);
        text[0] = offset < TimeSpan.Zero ? (byte)'-' : (byte)'+';
        Two(text[1..], Math.Abs(offset.Hours));
        text[3] = (byte)':';
        Two(text[4..], Math.Abs(offset.Minutes));
        buffer.Advance(6);
    }

    private static void Two(Span<byte> text, int number)
    {
        text[1] = (byte)('0' + (number % 10));
        text[0] = (byte)('0' + (number / 10));
    }
}
