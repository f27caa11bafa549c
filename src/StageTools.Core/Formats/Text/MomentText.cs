namespace StageTools.Formats.Text;

/// <summary>Dates, times, durations and GUIDs as every format writes them: ASCII with nothing to quote or escape, exact to the tick.</summary>
internal static class MomentText
{
    private const int LongestClock = 27;

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

    /// <summary>Writes a day.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(Utf8Buffer buffer, DateOnly day)
    {
        Write(buffer.Reserve(DateText.DayLength), day.Year, day.Month, day.Day);
        buffer.Advance(DateText.DayLength);
    }

    /// <summary>Writes a moment: in .NET's form for data, without the zeros that end its seven digits behind the seconds, without the point where all
    /// of them are zeros, and with a Z where the offset is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(Utf8Buffer buffer, DateTime moment)
    {
        WriteClock(buffer, moment);
        if (moment.Kind is not DateTimeKind.Unspecified)
            WriteOffset(buffer, moment.Kind is DateTimeKind.Utc ? TimeSpan.Zero : TimeZoneInfo.Local.GetUtcOffset(moment));
    }

    /// <inheritdoc cref="Write(Utf8Buffer, DateTime)"/>
    public static void Write(Utf8Buffer buffer, DateTimeOffset moment)
    {
        WriteClock(buffer, moment.DateTime);
        WriteOffset(buffer, moment.Offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteClock(Utf8Buffer buffer, DateTime moment)
    {
        var text = buffer.Reserve(LongestClock);
        Write(text, moment.Year, moment.Month, moment.Day);
        (text[10], text[13], text[16]) = ((byte)'T', (byte)':', (byte)':');
        Write(text[11..], moment.Hour);
        Write(text[14..], moment.Minute);
        Write(text[17..], moment.Second);
        var length = DateText.MomentLength;
        if (moment.Ticks % TimeSpan.TicksPerSecond is not 0 and var fraction)
        {
            text[length] = (byte)'.';
            for (var place = LongestClock - 1; place > length; place--)
            {
                (fraction, var digit) = Math.DivRem(fraction, 10);
                text[place] = (byte)('0' + digit);
            }

            length = text[..LongestClock].TrimEnd((byte)'0').Length;
        }

        buffer.Advance(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteOffset(Utf8Buffer buffer, TimeSpan offset)
    {
        if (offset.Ticks / TimeSpan.TicksPerMinute == 0)
        {
            buffer.Append((byte)'Z');
            return;
        }

        var text = buffer.Reserve(6);
        (text[0], text[3]) = (offset < TimeSpan.Zero ? (byte)'-' : (byte)'+', (byte)':');
        Write(text[1..], Math.Abs(offset.Hours));
        Write(text[4..], Math.Abs(offset.Minutes));
        buffer.Advance(6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Span<byte> text, int year, int month, int day)
    {
        Write(text, year / 100);
        Write(text[2..], year % 100);
        (text[4], text[7]) = ((byte)'-', (byte)'-');
        Write(text[5..], month);
        Write(text[8..], day);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Span<byte> text, int twoDigits) =>
        (text[0], text[1]) = ((byte)('0' + (twoDigits / 10)), (byte)('0' + (twoDigits % 10)));
}
