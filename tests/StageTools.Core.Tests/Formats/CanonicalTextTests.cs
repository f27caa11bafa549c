using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using System.Text;
using StageTools.Formats.Files;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

/// <summary>Which bare text is a value: what the type would write exactly so, as a plain reader finds it that tries one type after the other.</summary>
public sealed class CanonicalTextTests
{
    private const string Signs = "0159.eE+-";
    private const int Longest = 5;

    [Fact]
    public void Text_of_the_signs_of_numbers_is_the_number_that_writes_it()
    {
        var texts = new List<string> { string.Empty };
        for (var at = 0; at < texts.Count; at++)
        {
            if (texts[at].Length < Longest)
                texts.AddRange(Signs.Select(sign => texts[at] + sign));
        }

        foreach (var text in texts.Skip(1))
            Infer(text).ShouldBe(Naive(text), text);
    }

    [Fact]
    public void Long_text_of_digits_is_the_number_that_writes_it()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 45)).Select(_ => (char)('0' + random.Next(10))));
            var text = (random.Next(2) == 0 ? "-" : "") + digits.Insert(random.Next(digits.Length + 1), random.Next(4) == 0 ? "" : ".") + (random.Next(6) == 0 ? "E+17" : "");
            Infer(text).ShouldBe(Naive(text), text);
        }
    }

    [Fact]
    public void Date_and_time_with_a_blank_between_them_is_a_time_to_SQL_where_it_is_one()
    {
        string[] days = ["2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2024-13-01", "é024-02-29"];
        string[] clocks = ["00:00:00", "10:20:30", "23:59:59", "24:00:00", "12:60:00", "12:34:60"];
        string[] rests =
        [
            "", ".", "..", ".0", ".00", ".5", ".50", ".500", ".005", ".123", ".1200", ".12345", ".123450", ".123456", ".000000", ".1234560", ".1234567", "0", "00", "0000", "Z", "+00", "+02:00", ".5.0", ".0.0", ".5Z", ".x", ". 5",
        ];
        foreach (var text in from day in days from clock in clocks from rest in rests select $"{day} {clock}{rest}")
        {
            var type = IsTime(text) ? "TIMESTAMP" : "VARCHAR";
            var (read, taken) = (new ValueSample(), new ValueSample());
            read.Add(text);
            taken.AddText(Encoding.UTF8.GetBytes(text));
            (read.Type, taken.Type).ShouldBe((type, type), text);
        }
    }

    private static object? Infer(string text) => CanonicalText.Infer(Encoding.UTF8.GetBytes(text), moments: false);

    // Up to the microseconds that DuckDB has.
    private static bool IsTime(string text)
    {
        var format = "yyyy-MM-dd HH:mm:ss" + (text.Length > 20 ? "." + new string('f', text.Length - 20) : "");
        return text.Length <= 26 && DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private static object? Naive(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text is not ['-', >= '0' and <= '9', ..])
            return null;
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == text)
            return whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : (object)whole;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var floating) && floating.ToString(CultureInfo.InvariantCulture) == text)
            return floating;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var exact) && exact.ToString(CultureInfo.InvariantCulture) == text)
            return exact;
        try
        {
            return text.Contains('.', StringComparison.Ordinal) && SqlDecimal.Parse(text) is var wide && wide.ToString() == text ? wide : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
