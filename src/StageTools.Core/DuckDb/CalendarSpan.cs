namespace StageTools.DuckDb;

/// <summary>A duration with months, which have no fixed length and therefore no place in a TimeSpan.</summary>
/// <param name="Months">Its years and months.</param>
/// <param name="Days">Its days.</param>
/// <param name="Micros">Its hours and what is less, in microseconds.</param>
/// <param name="Text">As it was written.</param>
internal sealed partial record CalendarSpan(int Months, int Days, long Micros, string Text)
{
    private const int MonthsOfYear = 12;
    private const int DigitsOfMicros = 6;

    /// <summary>What of it has a fixed length, in ticks.</summary>
    public long Ticks => checked((Days * TimeSpan.TicksPerDay) + (Micros * TimeSpan.TicksPerMicrosecond));

    /// <summary>Reads a duration as DuckDB and PostgreSQL write it: <c>1 year 2 months 3 days 04:05:06.789</c>, <c>1 mon -2 days</c>.</summary>
    /// <returns>A TimeSpan where it has no months; null for any other text.</returns>
    /// <exception cref="OverflowException">It is longer than a duration may be.</exception>
    public static object? Parse(string text)
    {
        var parts = Form().Match(text).Groups;
        if (!parts[0].Success)
            return null;

        checked
        {
            var seconds = (((Number(parts["hours"]) * 60) + Number(parts["minutes"])) * 60) + Number(parts["seconds"]);
            var micros = (seconds * 1_000_000) + Number(parts["fraction"].Value.PadRight(DigitsOfMicros, '0'));
            var months = (int)((Number(parts["years"]) * MonthsOfYear) + Number(parts["months"]));
            var span = new CalendarSpan(months, (int)Number(parts["days"]), parts["sign"].Value is "-" ? -micros : micros, text);
            var ticks = span.Ticks;
            return months == 0 ? new TimeSpan(ticks) : span;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static long Number(Group part) => part.Success ? Number(part.Value) : 0;

    private static long Number(string digits) => long.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?!\z)((?<years>[+-]?[0-9]{1,9}) years?( |\z))?((?<months>[+-]?[0-9]{1,10}) mon(th)?s?( |\z))?((?<days>[+-]?[0-9]{1,10}) days?( |\z))?"
            + @"((?<sign>[+-]?)(?<hours>[0-9]{1,10}):(?<minutes>[0-5][0-9]):(?<seconds>[0-5][0-9])(\.(?<fraction>[0-9]{1,6}))?)?(?<! )\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.Infinite)]
    private static partial Regex Form();
}
