using System.Globalization;
using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Values;

/// <summary>INTERVAL: a TimeSpan where it has no months, else the text that DuckDB writes: <c>1 year 2 months 3 days 04:05:06.789</c>.</summary>
internal static class Intervals
{
    public static object Value(NativeInterval interval)
    {
        if (interval.Months != 0)
        {
            return Text(interval);
        }

        var ticks = ((Int128)interval.Days * TimeSpan.TicksPerDay) + ((Int128)interval.Micros * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MinValue && ticks <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : throw new RefusedException("an INTERVAL is longer than a TimeSpan can be");
    }

    public static NativeInterval From(object value) => value switch
    {
        TimeSpan v when v.Ticks % TimeSpan.TicksPerMicrosecond == 0 => new(0, v.Days, (v.Ticks - (v.Days * TimeSpan.TicksPerDay)) / TimeSpan.TicksPerMicrosecond),
        TimeSpan => throw new RefusedException("the TimeSpan is finer than INTERVAL, which counts microseconds"),
        string v => Parse(v) ?? throw new RefusedException($"'{v}' is no INTERVAL; write it as 1 year 2 months 3 days 04:05:06.789"),
        _ => throw RefusedException.Kind(value, "INTERVAL"),
    };

    private static string Text(NativeInterval interval)
    {
        var parts = new List<string>();
        Add(interval.Months / 12, "year");
        Add(interval.Months % 12, "month");
        Add(interval.Days, "day");
        if (interval.Micros != 0)
        {
            var micros = (UInt128)Int128.Abs(interval.Micros);
            var seconds = (ulong)(micros / 1_000_000);
            var below = (ulong)(micros % 1_000_000);
            var fraction = below == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $".{below:D6}").TrimEnd('0');
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(interval.Micros < 0 ? "-" : "")}{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}{fraction}"));
        }

        return string.Join(' ', parts);

        void Add(int amount, string unit)
        {
            if (amount != 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{amount} {unit}{(amount is 1 or -1 ? "" : "s")}"));
            }
        }
    }

    private static NativeInterval? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long months = 0, days = 0, micros = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Contains(':', StringComparison.Ordinal))
            {
                var negative = words[i].StartsWith('-');
                if (!Times.TryClock(words[i].AsSpan(negative ? 1 : 0), out var clock))
                {
                    return null;
                }

                micros += negative ? -clock : clock;
                continue;
            }

            if (i + 1 == words.Length || !int.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            {
                return null;
            }

            switch (words[++i])
            {
                case "year" or "years":
                    months += amount * 12L;
                    break;
                case "month" or "months":
                    months += amount;
                    break;
                case "day" or "days":
                    days += amount;
                    break;
                default:
                    return null;
            }
        }

        return words.Length > 0 && months == (int)months && days == (int)days ? new NativeInterval((int)months, (int)days, micros) : null;
    }
}
