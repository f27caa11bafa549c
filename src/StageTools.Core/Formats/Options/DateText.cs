namespace StageTools.Formats.Options;

/// <summary>Days and times of the day as all formats have them: <c>2026-03-01</c> and <c>10:59:59</c>, no digit left out.</summary>
internal static class DateText
{
    /// <summary>How long a day is.</summary>
    public const int DayLength = 10;

    /// <summary>How long a day is with a time behind it, one character between them, and no fraction of a second.</summary>
    public const int MomentLength = 19;

    /// <summary>Reads the day that a text begins with: at least <see cref="DayLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryDay(ReadOnlySpan<byte> text, out DateTime day)
    {
        day = default;
        if (text[4] != (byte)'-' || text[7] != (byte)'-')
            return false;

        var (century, year, month, date) = (Two(text), Two(text[2..]), Two(text[5..]), Two(text[8..]));
        if ((century | year | month | date) < 0 || century + year == 0 || month is 0 or > 12 || date == 0)
            return false;

        year += century * 100;
        if (date > 28 && date > DateTime.DaysInMonth(year, month))
            return false;

        day = new DateTime(year, month, date);
        return true;
    }

    /// <summary>Reads the time that stands behind a day and one character, in a text of at least <see cref="MomentLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryClock(ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        if (text[13] != (byte)':' || text[16] != (byte)':')
            return false;

        var (hour, minute, second) = (Two(text[11..]), Two(text[14..]), Two(text[17..]));
        if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59)
            return false;

        time = new TimeSpan(hour, minute, second);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Two(ReadOnlySpan<byte> text)
    {
        var (ten, one) = ((uint)(text[0] - '0'), (uint)(text[1] - '0'));
        return ten <= 9 && one <= 9 ? (int)((ten * 10) + one) : -1;
    }
}
