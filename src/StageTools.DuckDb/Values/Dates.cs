namespace StageTools.DuckDb.Values;

/// <summary>DATE and the TIMESTAMPs, which count from 1970-01-01; their largest and smallest values are the infinities.</summary>
internal static class Dates
{
    private const long Tick = 1;
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static DateOnly Date(int days) => days is int.MaxValue or -int.MaxValue
        ? throw Infinite("DATE", days > 0)
        : (long)days + EpochDay is var day && day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day)
        : throw Outside("DATE");

    public static int Days(object value) => value switch
    {
        DateOnly v => v.DayNumber - EpochDay,
        DateTime { TimeOfDay.Ticks: 0 } v => DateOnly.FromDateTime(v).DayNumber - EpochDay,
        DateTime => throw new RefusedException("a DateTime with a time of day is no DATE"),
        _ => throw RefusedException.Kind(value, "DATE"),
    };

    /// <summary>A TIMESTAMP that counts units of so many ticks (100 ns).</summary>
    public static DateTime Timestamp(long count, long ticks, string type) => new(Ticks(count, ticks, type), DateTimeKind.Unspecified);

    public static DateTime Nanos(long nanos) => nanos is long.MaxValue or -long.MaxValue
        ? throw Infinite("TIMESTAMP_NS", nanos > 0)
        : nanos % 100 != 0 ? throw new RefusedException("a TIMESTAMP_NS is not a whole number of 100 ns, which is the finest that a DateTime has")
        : Timestamp(nanos / 100, Tick, "TIMESTAMP_NS");

    public static DateTimeOffset Offset(long micros) => new(Ticks(micros, TimeSpan.TicksPerMicrosecond, "TIMESTAMP WITH TIME ZONE"), TimeSpan.Zero);

    /// <summary>How many units of so many ticks lie between 1970 and a time without offset.</summary>
    public static long Count(object value, long ticks, string type) => value switch
    {
        DateTime v => Units(v.Ticks, ticks, type),
        DateOnly v => Units(v.ToDateTime(TimeOnly.MinValue).Ticks, ticks, type),
        DateTimeOffset => throw new RefusedException($"a DateTimeOffset would lose its offset as {type}; use TIMESTAMP WITH TIME ZONE"),
        _ => throw RefusedException.Kind(value, type),
    };

    public static long NanosOf(object value)
    {
        try
        {
            return checked(Count(value, Tick, "TIMESTAMP_NS") * 100);
        }
        catch (OverflowException)
        {
            throw new RefusedException("the time is outside TIMESTAMP_NS, which reaches from 1677 to 2262");
        }
    }

    public static long MicrosOfOffset(object value) => value switch
    {
        DateTimeOffset v => Units(v.UtcTicks, TimeSpan.TicksPerMicrosecond, "TIMESTAMP WITH TIME ZONE"),
        DateTime { Kind: not DateTimeKind.Unspecified } v => Units(v.ToUniversalTime().Ticks, TimeSpan.TicksPerMicrosecond, "TIMESTAMP WITH TIME ZONE"),
        DateTime => throw new RefusedException("a DateTime that says neither UTC nor local is no TIMESTAMP WITH TIME ZONE; use a DateTimeOffset"),
        _ => throw RefusedException.Kind(value, "TIMESTAMP WITH TIME ZONE"),
    };

    private static long Ticks(long count, long ticks, string type)
    {
        if (count is long.MaxValue or -long.MaxValue)
        {
            throw Infinite(type, count > 0);
        }

        var whole = ((Int128)count * ticks) + DateTime.UnixEpoch.Ticks;
        return whole >= 0 && whole <= DateTime.MaxValue.Ticks ? (long)whole : throw Outside(type);
    }

    private static long Units(long ticks, long unit, string type)
    {
        var since = ticks - DateTime.UnixEpoch.Ticks;
        return since % unit == 0
            ? since / unit
            : throw new RefusedException($"the time is finer than {type}, which counts {(unit == TimeSpan.TicksPerSecond ? "seconds" : unit == TimeSpan.TicksPerMillisecond ? "milliseconds" : "microseconds")}");
    }

    private static RefusedException Infinite(string type, bool positive) => new($"the {type} '{(positive ? "" : "-")}infinity' has no form in .NET");

    private static RefusedException Outside(string type) => new($"a {type} is before the year 1 or after 9999, which .NET cannot hold");
}
