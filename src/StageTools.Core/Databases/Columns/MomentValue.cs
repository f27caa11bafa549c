namespace StageTools.Databases.Columns;

/// <summary>Dates, times, durations and GUIDs for the columns of these types. What would lose its time or its offset is refused.</summary>
internal static class MomentValue
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd"];
    private static readonly string[] Times = ["HH:mm:ss.FFFFFFF", "HH:mm"];
    private static readonly string[] Timestamps =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"];
    private static readonly string[] Moments =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFZ", "yyyy-MM-dd HH:mm:ss.FFFFFFFZ"];

    /// <summary>How long it is, or how far it is from where its type begins to count; 0 of what is no time.</summary>
    public static long Ticks(object value) => value switch
    {
        DateTime time => time.Ticks,
        DateTimeOffset moment => moment.Ticks,
        TimeOnly time => time.Ticks,
        TimeSpan span => span.Ticks,
        CalendarSpan span => span.Ticks,
        _ => 0,
    };

    /// <summary>How many ticks the last of so many digits of a second has, 0 to 7.</summary>
    public static long UnitOf(int digits) => TimeSpan.TicksPerSecond / (long)Math.Pow(10, digits);

    /// <summary>Refuses a moment that is finer than a microsecond, which most databases would round.</summary>
    public static object WholeMicroseconds(object value, string database) => Ticks(value) % TimeSpan.TicksPerMicrosecond == 0
        ? value
        : throw new FormatException($"{ValueText.Shown(value)} is finer than a microsecond, which {database} would round");

    // DateOnly
    public static object? Date(object value) => value switch
    {
        DateOnly => value,
        DateTime { TimeOfDay.Ticks: 0, Kind: DateTimeKind.Unspecified } day => DateOnly.FromDateTime(day),
        string text => DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        _ => null,
    };

    // TimeOnly
    public static object? Time(object value) => value switch
    {
        TimeOnly => value,
        TimeSpan { Ticks: >= 0 and < TimeSpan.TicksPerDay } span => TimeOnly.FromTimeSpan(span),
        string text => TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
        _ => null,
    };

    // DateTime, Unspecified
    public static object? Timestamp(object value) => value switch
    {
        DateTime { Kind: DateTimeKind.Unspecified } => value,
        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
        string text => DateTime.TryParseExact(text, Timestamps, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : Date(text) is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : null,
        _ => null,
    };

    // DateTimeOffset
    public static object? Moment(object value) => value switch
    {
        DateTimeOffset => value,
        DateTime { Kind: not DateTimeKind.Unspecified } time => new DateTimeOffset(time),
        string text =>
            DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null,
        _ => null,
    };

    // TimeSpan, or CalendarSpan where it has months
    public static object? Span(object value) => value switch
    {
        TimeSpan => value,
        TimeOnly time => time.ToTimeSpan(),
        string text => TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) ? span
            : Hours(text) ?? (TimeSpan.TryParseExact(text, "g", CultureInfo.InvariantCulture, out span) ? span : CalendarSpan.Parse(text)),
        _ => null,
    };

    // Databases count hours beyond those of a day, -838:59:59, which .NET takes for days.
    private static object? Hours(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        && int.TryParse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
        && Math.Abs(hours) is > 23 and < 1000
        && TimeSpan.TryParseExact($"00{text[colon..]}", "c", CultureInfo.InvariantCulture, out var rest)
            ? TimeSpan.FromHours(hours) + (hours < 0 ? -rest : rest)
            : null;

    // Guid
    public static object? Uuid(object value) => value switch
    {
        Guid => value,
        string text => Guid.TryParse(text, out var guid) ? guid : null,
        _ => null,
    };
}
