using System.Buffers.Text;

namespace StageTools.Formats.Options;

/// <summary>The same rule for dates, times, durations and GUIDs.</summary>
internal static class CanonicalMoment
{
    private const int GuidLength = 36;

    /// <summary>The moment whose own text this is: DateOnly, DateTime, DateTimeOffset, TimeSpan or Guid; null where it is none.</summary>
    public static object? Infer(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 8 or > GuidLength)
            return null;
        if (text.Length >= DateText.DayLength && text[4] is (byte)'-' && text[7] is (byte)'-')
            return DateOf(text);
        if (text.Length == GuidLength && text[8] is (byte)'-')
            return GuidOf(text);
        return text.Contains((byte)':') ? SpanOf(text) : null;
    }

    private static object? DateOf(ReadOnlySpan<byte> text)
    {
        if (!DateText.TryDay(text, out var day))
            return null;
        if (text.Length == DateText.DayLength)
            return DateOnly.FromDateTime(day);
        if (text.Length < DateText.MomentLength || text[DateText.DayLength] is not (byte)'T' || !DateText.TryClock(text, out var time))
            return null;

        var ticks = time.Ticks;
        var rest = text[DateText.MomentLength..];
        return rest.IsEmpty || rest[0] is not (byte)'.' || TryFraction(ref rest, ref ticks) ? WithOffset(day.AddTicks(ticks), rest) : null;
    }

    // One to seven digits, the last of them not 0: trailing zeros are never written.
    private static bool TryFraction(ref ReadOnlySpan<byte> rest, ref long ticks)
    {
        rest = rest[1..];
        var length = 0;
        for (var unit = TimeSpan.TicksPerSecond / 10; length < rest.Length && rest[length] is >= (byte)'0' and <= (byte)'9'; unit /= 10)
            ticks += (rest[length++] - '0') * unit;
        if (length is 0 or > 7 || rest[length - 1] is (byte)'0')
            return false;
        rest = rest[length..];
        return true;
    }

    private static object? WithOffset(DateTime clock, ReadOnlySpan<byte> offset)
    {
        if (offset.IsEmpty)
            return clock;
        if (offset.SequenceEqual("Z"u8))
            return new DateTimeOffset(clock, TimeSpan.Zero);
        if (offset.Length != 6 || offset[0] is not ((byte)'+' or (byte)'-') || offset[3] is not (byte)':')
            return null;
        if (!int.TryParse(offset[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(offset[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > 59)
            return null;
        var away = (hours * 60) + minutes;

        // Zero is written Z.
        if (away is 0 or > 14 * 60)
            return null;
        var span = TimeSpan.FromMinutes(offset[0] is (byte)'-' ? -away : away);
        var utc = clock.Ticks - span.Ticks;
        return utc >= 0 && utc <= DateTime.MaxValue.Ticks ? new DateTimeOffset(clock, span) : null;
    }

    private static Guid? GuidOf(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyInRange((byte)'A', (byte)'F') && Utf8Parser.TryParse(text, out Guid value, out var length, 'D') && length == GuidLength
            ? value
            : null;

    private static TimeSpan? SpanOf(ReadOnlySpan<byte> text)
    {
        Span<char> chars = stackalloc char[GuidLength];
        Span<byte> again = stackalloc byte[GuidLength];
        for (var i = 0; i < text.Length; i++)
            chars[i] = (char)text[i];
        return TimeSpan.TryParseExact(chars[..text.Length], "c", CultureInfo.InvariantCulture, out var value)
            && value.TryFormat(again, out var length, "c", CultureInfo.InvariantCulture)
            && again[..length].SequenceEqual(text)
                ? value
                : null;
    }
}
