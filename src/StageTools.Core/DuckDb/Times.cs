using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Value;

namespace StageTools.DuckDb;

/// <summary>DATE and the TIMESTAMPs, which count from 1970-01-01 (their largest and smallest values are the infinities), TIME and TIME_NS, which
/// count from midnight (DuckDB's may be 24:00:00, .NET's not); INTERVALs, which are texts where they have months (<c>1 year 2 months 3 days
/// 04:05:06.789</c>), and TIMEs with a zone, which are texts (<c>12:34:56.789+02:30</c>). Those DuckDB reads and writes itself.</summary>
internal static class Times
{
    private const long NanosPerDay = 86_400_000_000_000;
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>A DateOnly, or a <see cref="FarMoment"/>.</summary>
    public static object Date(int days) =>
        (object?)Day(days) ?? new FarMoment(DuckDbTypeKind.Date, days, Text(Native.DuckDBCreateDate(new() { Days = days })));

    /// <summary>A DATE; null where .NET has no form of it.</summary>
    public static DateOnly? Day(int days) => (long)days + EpochDay is var day && day >= 0 && day <= DateOnly.MaxValue.DayNumber
        ? DateOnly.FromDayNumber((int)day)
        : null;

    /// <summary>A TIMESTAMP; null where .NET has no form of it.</summary>
    public static DateTime? Moment(long micros) => Ticks(micros, TimeSpan.TicksPerMicrosecond) is { } ticks ? new DateTime(ticks) : null;

    /// <summary>How many days lie between 1970 and a day.</summary>
    public static int Days(DateOnly day) => day.DayNumber - EpochDay;

    /// <summary>How many microseconds lie between 1970 and a moment; null where they are not whole.</summary>
    public static long? Micros(DateTime moment) => moment.Ticks % TimeSpan.TicksPerMicrosecond == 0
        ? (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
        : null;

    public static int Days(object value) => value switch
    {
        DateOnly v => Days(v),
        DateTime { TimeOfDay.Ticks: 0 } v => Days(DateOnly.FromDateTime(v)),
        DateTime => throw new RefusedException("a DateTime with a time of day is no DATE"),
        FarMoment { Kind: DuckDbTypeKind.Date } v => (int)v.Count,
        _ => throw RefusedException.Kind(value, "DATE"),
    };

    /// <summary>A TIMESTAMP that counts units of so many ticks (100 ns): a DateTime, or a <see cref="FarMoment"/>.</summary>
    public static object Timestamp(long count, long ticks, DuckDbType type, Func<DuckDBTimestampStruct, DuckDBValue> create) =>
        Ticks(count, ticks) is { } whole
            ? new DateTime(whole, DateTimeKind.Unspecified)
            : new FarMoment(type.Kind, count, Text(create(new() { Micros = count })));

    /// <summary>A DateTime, or a <see cref="FarMoment"/>: only the infinities are.</summary>
    public static object NanosTimestamp(long nanos) => Timestamp(
        nanos is long.MaxValue or -long.MaxValue ? nanos : InTicks(nanos, "a TIMESTAMP_NS", "a DateTime"),
        1,
        DuckDbType.TimestampNs,
        Native.DuckDBCreateTimestampNs);

    /// <summary>A DateTimeOffset, or a <see cref="FarMoment"/>.</summary>
    public static object Offset(long micros) => Ticks(micros, TimeSpan.TicksPerMicrosecond) is { } whole
        ? new DateTimeOffset(whole, TimeSpan.Zero)
        : new FarMoment(DuckDbTypeKind.TimestampTz, micros, Text(Native.DuckDBCreateTimestampTz(new() { Micros = micros })));

    /// <summary>How many microseconds, or ticks of a TIMESTAMP_NS, lie between 1970 and a time without offset.</summary>
    public static long Count(object value, DuckDbType type) => value switch
    {
        DateTime v => Units(v.Ticks, type),
        DateOnly v => Units(v.ToDateTime(TimeOnly.MinValue).Ticks, type),
        FarMoment { IsInfinite: true } v => v.Count > 0 ? long.MaxValue : -long.MaxValue,
        FarMoment v when v.Kind == type.Kind => v.Count,
        DateTimeOffset => throw new RefusedException($"a DateTimeOffset would lose its offset as {type}; use TIMESTAMP WITH TIME ZONE"),
        _ => throw RefusedException.Kind(value, type),
    };

    public static long NanosOfTimestamp(object value)
    {
        var count = Count(value, DuckDbType.TimestampNs);
        var nanos = count is long.MaxValue or -long.MaxValue ? count : (Int128)count * 100;
        return nanos >= long.MinValue && nanos <= long.MaxValue
            ? (long)nanos
            : throw new RefusedException("the time is outside TIMESTAMP_NS, which reaches from 1677 to 2262");
    }

    public static long MicrosOfOffset(object value) => value switch
    {
        DateTimeOffset v => Units(v.UtcTicks, DuckDbType.TimestampTz),
        DateTime { Kind: not DateTimeKind.Unspecified } v => Units(v.ToUniversalTime().Ticks, DuckDbType.TimestampTz),
        FarMoment { Kind: DuckDbTypeKind.TimestampTz } v => v.Count,
        DateTime => throw new RefusedException("a DateTime that says neither UTC nor local is no TIMESTAMP WITH TIME ZONE; use a DateTimeOffset"),
        _ => throw RefusedException.Kind(value, DuckDbType.TimestampTz),
    };

    /// <summary>A moment, or a time, to the microsecond before it; another value as it is.</summary>
    public static object? Floor(object? value) => value switch
    {
        DateTimeOffset moment => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond)),
        DateTime time => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond)),
        _ => value,
    };

    public static TimeOnly Micros(long micros) => micros is >= 0 and < NanosPerDay / 1000
        ? new TimeOnly(micros * TimeSpan.TicksPerMicrosecond)
        : throw new RefusedException("the TIME 24:00:00 has no form in .NET");

    public static TimeOnly Nanos(long nanos) => nanos < NanosPerDay
        ? new TimeOnly(InTicks(nanos, "a TIME_NS", "a TimeOnly"))
        : throw new RefusedException("the TIME_NS 24:00:00 has no form in .NET");

    public static long MicrosOf(object value) => Ticks(value, "TIME") is var ticks && ticks % TimeSpan.TicksPerMicrosecond == 0
        ? ticks / TimeSpan.TicksPerMicrosecond
        : throw new RefusedException("the time is finer than TIME, which counts microseconds");

    public static long NanosOf(object value) => Ticks(value, "TIME_NS") * 100;

    public static object Span(DuckDBInterval interval)
    {
        if (interval.Months != 0)
            return Text(Native.DuckDBCreateInterval(interval));

        var ticks = ((Int128)interval.Days * TimeSpan.TicksPerDay) + ((Int128)(long)interval.Micros * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MinValue && ticks <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : throw new RefusedException("an INTERVAL is longer than a TimeSpan can be");
    }

    public static DuckDBInterval IntervalOf(object value) => value switch
    {
        TimeSpan v when v.Ticks % TimeSpan.TicksPerMicrosecond == 0 =>
            new(0, v.Days, (ulong)((v.Ticks - (v.Days * TimeSpan.TicksPerDay)) / TimeSpan.TicksPerMicrosecond)),
        CalendarSpan v => new(v.Months, v.Days, (ulong)v.Micros),
        TimeSpan => throw new RefusedException("the TimeSpan is finer than INTERVAL, which counts microseconds"),
        _ => throw RefusedException.Kind(value, DuckDbType.Interval),
    };

    public static string WithZone(DuckDBTimeTzStruct time) => Text(Native.DuckDBCreateTimeTz(time));

    private static string Text(DuckDBValue value)
    {
        using (value)
        {
            return Native.DuckDBGetVarchar(value);
        }
    }

    private static long Ticks(object value, string type) => value switch
    {
        TimeOnly v => v.Ticks,
        TimeSpan v when v >= TimeSpan.Zero && v < TimeSpan.FromDays(1) => v.Ticks,
        TimeSpan => throw new RefusedException($"a TimeSpan outside one day is no {type}"),
        _ => throw RefusedException.Kind(value, type),
    };

    /// <summary>.NET's count of the same; null where it has none.</summary>
    private static long? Ticks(long count, long ticks)
    {
        var whole = ((Int128)count * ticks) + DateTime.UnixEpoch.Ticks;
        return count is not (long.MaxValue or -long.MaxValue) && whole >= 0 && whole <= DateTime.MaxValue.Ticks ? (long)whole : null;
    }

    private static long InTicks(long nanos, string what, string finest) =>
        nanos % 100 == 0 ? nanos / 100 : throw new RefusedException($"{what} is not a whole number of 100 ns, which is the finest that {finest} has");

    private static long Units(long ticks, DuckDbType type)
    {
        var unit = type.Kind == DuckDbTypeKind.TimestampNs ? 1 : TimeSpan.TicksPerMicrosecond;
        var since = ticks - DateTime.UnixEpoch.Ticks;
        return since % unit == 0 ? since / unit : throw new RefusedException($"the time is finer than {type}, which counts microseconds");
    }
}

/// <summary>A day or a moment that .NET has no form for: before the year 1, after 9999, or an infinity. It goes from DuckDB to DuckDB as it is, and
/// elsewhere as its text.</summary>
/// <param name="Kind">The type it was read from.</param>
/// <param name="Count">DuckDB's own count.</param>
/// <param name="Text">DuckDB's own text: <c>infinity</c>, <c>10000-01-01</c>, <c>0044-03-15 (BC)</c>.</param>
internal sealed record FarMoment(DuckDbTypeKind Kind, long Count, string Text)
{
    /// <summary>Whether it is one of the infinities, which all types have.</summary>
    public bool IsInfinite => Kind == DuckDbTypeKind.Date ? Count is int.MaxValue or -int.MaxValue : Count is long.MaxValue or -long.MaxValue;

    /// <summary>A value that was read just now, in which such moments become their texts.</summary>
    public static object? ToText(object? value)
    {
        switch (value)
        {
            case FarMoment moment:
                return moment.Text;
            case object?[] items:
                for (var i = 0; i < items.Length; i++)
                    items[i] = ToText(items[i]);

                return items;
            case DuckDbStruct fields:
                fields.Change(ToText);
                return fields;
            default:
                return value;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
