using System.Globalization;

namespace StageTools.DuckDb.Values;

/// <summary>TIME, TIME_NS and TIME WITH TIME ZONE, which count from midnight; DuckDB's may be 24:00:00, .NET's not.</summary>
internal static class Times
{
    private const int MaxOffset = (16 * 60 * 60) - 1;
    private const long MicrosPerDay = 86_400_000_000;

    public static TimeOnly Micros(long micros) => micros is >= 0 and < MicrosPerDay
        ? new TimeOnly(micros * TimeSpan.TicksPerMicrosecond)
        : throw new RefusedException("the TIME 24:00:00 has no form in .NET");

    public static TimeOnly Nanos(long nanos) => nanos % 100 == 0
        ? nanos < MicrosPerDay * 1000 ? new TimeOnly(nanos / 100) : throw new RefusedException("the TIME_NS 24:00:00 has no form in .NET")
        : throw new RefusedException("a TIME_NS is not a whole number of 100 ns, which is the finest that a TimeOnly has");

    public static long MicrosOf(object value)
    {
        var ticks = Ticks(value, "TIME");
        return ticks % TimeSpan.TicksPerMicrosecond == 0
            ? ticks / TimeSpan.TicksPerMicrosecond
            : throw new RefusedException("the time is finer than TIME, which counts microseconds");
    }

    public static long NanosOf(object value) => Ticks(value, "TIME_NS") * 100;

    /// <summary>A time with its offset as DuckDB writes it: <c>12:34:56.789+02:30</c>.</summary>
    public static string WithZone(ulong bits)
    {
        var micros = (long)(bits >> 24);
        var offset = MaxOffset - (int)(bits & 0xFFFFFF);
        var fraction = micros % 1_000_000 == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $".{micros % 1_000_000:D6}").TrimEnd('0');
        var (hours, minutes, seconds) = (Math.Abs(offset) / 3600, Math.Abs(offset) / 60 % 60, Math.Abs(offset) % 60);
        var zone = string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{hours:D2}")
            + (minutes == 0 && seconds == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{minutes:D2}"))
            + (seconds == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{seconds:D2}"));
        var second = micros / 1_000_000;
        return string.Create(CultureInfo.InvariantCulture, $"{second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}{fraction}{zone}");
    }

    /// <summary>The form that <see cref="WithZone(ulong)"/> gives, read again.</summary>
    public static ulong WithZone(object value)
    {
        if (value is not string text)
        {
            throw RefusedException.Kind(value, "TIME WITH TIME ZONE");
        }

        var at = text.LastIndexOfAny(['+', '-']);
        if (at < 0 || !TryClock(text.AsSpan(0, at), out var micros) || micros > MicrosPerDay || !TryClock(text.AsSpan(at + 1), out var zone) || zone / 1_000_000 > MaxOffset || zone % 1_000_000 != 0)
        {
            throw new RefusedException($"'{text}' is no TIME WITH TIME ZONE; write it as 12:34:56.789+02:30");
        }

        var offset = (int)(zone / 1_000_000) * (text[at] == '-' ? -1 : 1);
        return ((ulong)micros << 24) | (uint)(MaxOffset - offset);
    }

    /// <summary>Hours, minutes, seconds and a fraction of up to six digits: what is left out is zero.</summary>
    public static bool TryClock(ReadOnlySpan<char> text, out long micros)
    {
        micros = 0;
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (count is < 1 or > 3)
        {
            return false;
        }

        long unit = 3_600_000_000;
        for (var i = 0; i < count; i++, unit /= 60)
        {
            var part = text[parts[i]];
            var point = i == 2 ? part.IndexOf('.') : -1;
            if (point >= 0)
            {
                var fraction = part[(point + 1)..];
                if (fraction.Length is < 1 or > 6 || !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var below))
                {
                    return false;
                }

                micros += below * (long)Math.Pow(10, 6 - fraction.Length);
                part = part[..point];
            }

            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) || (i > 0 && whole > 59) || whole > long.MaxValue / 2 / unit)
            {
                return false;
            }

            micros += whole * unit;
        }

        return true;
    }

    private static long Ticks(object value, string type) => value switch
    {
        TimeOnly v => v.Ticks,
        TimeSpan v when v >= TimeSpan.Zero && v < TimeSpan.FromDays(1) => v.Ticks,
        TimeSpan => throw new RefusedException($"a TimeSpan outside one day is no {type}"),
        _ => throw RefusedException.Kind(value, type),
    };
}
