using System.Globalization;
using System.Text;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Moments are written as .NET writes them, without the zeros at their end: in every time zone, and in the hours that are there twice or not at
/// all. Alone in the process, whose time zone changes.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class MomentTextTests : IDisposable
{
    private readonly MachineEnvironment _environment = new("TZ");
    private readonly Utf8Buffer _buffer = new();
    private readonly Random _dice = new(15);

    public void Dispose()
    {
        _environment.Dispose();
        TimeZoneInfo.ClearCachedData();
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/St_Johns")]
    [InlineData("Pacific/Chatham")]
    public void Moments(string zone)
    {
        MachineEnvironment.Set("TZ", zone);
        TimeZoneInfo.ClearCachedData();
        TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))
            .ShouldBe(TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        for (var i = 0; i < 20_000; i++)
        {
            var moment = NewMoment();
            foreach (var kind in Enum.GetValues<DateTimeKind>())
                ShouldBeSame(DateTime.SpecifyKind(moment, kind));
        }

        // Both of the hours when clocks are turned.
        for (var quarter = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc); quarter.Year == 2026; quarter = quarter.AddMinutes(15))
        {
            ShouldBeSame(quarter.ToLocalTime());
            ShouldBeSame(DateTime.SpecifyKind(quarter, DateTimeKind.Local));
        }
    }

    private void ShouldBeSame(DateTime moment)
    {
        MomentText.Write(_buffer, moment);
        Taken().ShouldBe(Shortened(moment.ToString("O", CultureInfo.InvariantCulture)));
        MomentText.Write(_buffer, DateOnly.FromDateTime(moment));
        Taken().ShouldBe(DateOnly.FromDateTime(moment).ToString("O", CultureInfo.InvariantCulture));
        if (moment.Year is 1 or 9999)
            return;
        var there = new DateTimeOffset(moment);
        MomentText.Write(_buffer, there);
        Taken().ShouldBe(Shortened(there.ToString("O", CultureInfo.InvariantCulture)));
    }

    private string Taken()
    {
        var text = Encoding.UTF8.GetString(_buffer.Written);
        _buffer.Truncate(0);
        return text;
    }

    private DateTime NewMoment() => new DateTime(_dice.NextInt64(DateTime.MaxValue.Ticks)) is var moment && _dice.Next(4) is not 0 and var coarse
        ? moment.AddTicks(-(moment.Ticks % (coarse == 1 ? TimeSpan.TicksPerSecond : coarse == 2 ? TimeSpan.TicksPerMillisecond : 10)))
        : moment;

    private static string Shortened(string text)
    {
        var (clock, zone) = (text[..27], text[27..]);
        clock = clock.TrimEnd('0');
        return (clock[^1] == '.' ? clock[..^1] : clock) + (zone == "+00:00" ? "Z" : zone);
    }
}
