using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Value;

namespace StageTools.DuckDb;

/// <summary>
/// INTERVAL: a TimeSpan where it has no months. TIME WITH TIME ZONE, and other intervals: the texts that DuckDB writes, <c>12:34:56.789+02:30</c> and
/// <c>1 year 2 months 3 days 04:05:06.789</c>.
/// </summary>
internal static partial class Spans
{
    private const int MaxOffset = (16 * 60 * 60) - 1;
    private const long Second = 1_000_000;
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Timeout = 1000;

    public static object Value(DuckDBInterval interval)
    {
        if (interval.Months != 0)
            return Text(Native.DuckDBCreateInterval(interval));

        var ticks = ((Int128)interval.Days * TimeSpan.TicksPerDay) + ((Int128)(long)interval.Micros * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MinValue && ticks <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : throw new RefusedException("an INTERVAL is longer than a TimeSpan can be");
    }

    public static DuckDBInterval From(object value) => value switch
    {
        TimeSpan v when v.Ticks % TimeSpan.TicksPerMicrosecond == 0 =>
            new(0, v.Days, (ulong)((v.Ticks - (v.Days * TimeSpan.TicksPerDay)) / TimeSpan.TicksPerMicrosecond)),
        TimeSpan => throw new RefusedException("the TimeSpan is finer than INTERVAL, which counts microseconds"),
        string v => Interval(v) ?? throw new RefusedException($"'{v}' is no INTERVAL; write it as 1 year 2 months 3 days 04:05:06.789"),
        _ => throw RefusedException.Kind(value, "INTERVAL"),
    };

    public static string WithZone(ulong bits) => Text(Create(bits));

    public static DuckDBValue Create(ulong bits) => Native.DuckDBCreateTimeTz(new() { Bits = bits });

    /// <summary>The bits of a time with its zone: microseconds, then how far its offset is from the largest.</summary>
    public static ulong WithZone(object value)
    {
        var text = value as string ?? throw RefusedException.Kind(value, "TIME WITH TIME ZONE");
        var at = text.LastIndexOfAny(['+', '-']);
        return at > 0 && Clock(text[..at]) is { } micros && micros <= 24 * 3600 * Second
            && Clock(text[(at + 1)..]) is { } zone && zone <= MaxOffset * Second && zone % Second == 0
            ? ((ulong)micros << 24) | (uint)(MaxOffset - ((int)(zone / Second) * (text[at] == '-' ? -1 : 1)))
            : throw new RefusedException($"'{text}' is no TIME WITH TIME ZONE; write it as 12:34:56.789+02:30");
    }

    private static string Text(DuckDBValue value)
    {
        using (value)
        {
            return Native.DuckDBGetVarchar(value);
        }
    }

    private static DuckDBInterval? Interval(string text)
    {
        var match = IntervalForm().Match(text);
        long months = 0, days = 0, micros = 0;
        foreach (var (amount, unit) in match.Groups["amount"].Captures.Zip(match.Groups["unit"].Captures))
        {
            var number = long.Parse(amount.ValueSpan, CultureInfo.InvariantCulture);
            (months, days) = unit.Value switch
            {
                "year" => (months + (number * 12), days),
                "month" => (months + number, days),
                _ => (months, days + number),
            };
        }

        foreach (Capture clock in match.Groups["clock"].Captures)
        {
            if (Clock(clock.Value.TrimStart('-')) is not { } size)
                return null;

            micros += clock.ValueSpan[0] == '-' ? -size : size;
        }

        return match.Success && months == (int)months && days == (int)days ? new DuckDBInterval((int)months, (int)days, (ulong)micros) : null;
    }

    /// <summary>Hours, minutes, seconds and a fraction of up to six digits, in microseconds: what is left out is zero.</summary>
    private static long? Clock(string text)
    {
        var match = ClockForm().Match(text);
        return match.Success ? (((((Part("hour") * 60) + Part("minute")) * 60) + Part("second")) * Second) + Part("fraction", digits: 6) : null;

        long Part(string name, int digits = 1) => long.Parse(match.Groups[name].Value.PadRight(digits, '0'), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^(?<hour>[0-9]{1,9})(:(?<minute>[0-5]?[0-9])(:(?<second>[0-5]?[0-9])([.](?<fraction>[0-9]{1,6}))?)?)?$", Form, Timeout)]
    private static partial Regex ClockForm();

    [GeneratedRegex("^ *(((?<amount>[+-]?[0-9]{1,10}) +(?<unit>year|month|day)s?|(?<clock>-?[0-9]+:[0-9:.]+))( +|$))+$", Form, Timeout)]
    private static partial Regex IntervalForm();
}
