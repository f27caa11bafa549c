using System.Buffers.Text;

namespace StageTools.Formats.Csv;

/// <summary>How all values of a column are written that are not NULL.</summary>
internal enum ColumnForm : byte
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>Integers, which a double holds too.</summary>
    Whole,

    /// <summary>Integers that a BIGINT holds for sure.</summary>
    Wide,

    /// <summary>Numbers of so few digits that a double holds them.</summary>
    Number,

    /// <summary>Days.</summary>
    Date,

    /// <summary>Days, and times of days.</summary>
    Moment,

    /// <summary><c>true</c> and <c>false</c>.</summary>
    Truth,

    /// <summary>Otherwise, or not all alike.</summary>
    Text,
}

/// <summary>What a look through a CSV or TSV file tells.</summary>
/// <param name="IsPlain">Whether DuckDB surely reads the same rows from it as this module's reader.</param>
/// <param name="LongestRecord">The longest record, in bytes.</param>
/// <param name="HasLinesInQuotes">Whether a line end stands between quotes.</param>
/// <param name="Forms">How the columns are written, by their places.</param>
internal sealed record DelimitedForms(bool IsPlain, int LongestRecord, bool HasLinesInQuotes, IReadOnlyList<ColumnForm> Forms)
    : TextCheck(IsPlain, LongestRecord, HasLinesInQuotes)
{
    /// <summary>Whether DuckDB's own reading of a column gives the same values as <see cref="ColumnCast"/>, which looks at each of them.</summary>
    public bool Holds(int column, string type) => (column < Forms.Count ? Forms[column] : ColumnForm.None, type) switch
    {
        (_, "VARCHAR") or (ColumnForm.None, _) => true,
        (ColumnForm.Whole or ColumnForm.Wide, "BIGINT") or (ColumnForm.Whole or ColumnForm.Number, "DOUBLE") => true,
        (ColumnForm.Date, "DATE" or "TIMESTAMP") or (ColumnForm.Moment, "TIMESTAMP") or (ColumnForm.Truth, "BOOLEAN") => true,
        _ => false,
    };
}

/// <summary>Tells how values are written: on the safe side, so what is not told here may have its type all the same.</summary>
internal static class ColumnForms
{
    private const int MostWhole = 18;

    // No double is written with more.
    private const int MostDigits = 17;

    // So short and with so small an exponent, a number is neither infinite nor nothing.
    private const int LongestNumber = 40;
    private const int MostExponent = 260;

    private const ulong Zeros = 0x3030303030303030;

    /// <summary>The form of a column of this form and one value more.</summary>
    public static ColumnForm With(ColumnForm form, ReadOnlySpan<byte> value) => form switch
    {
        ColumnForm.None => Of(value),
        ColumnForm.Whole => IsWhole(value) ? Whole(value) : IsNumber(value) ? ColumnForm.Number : ColumnForm.Text,
        ColumnForm.Wide => IsWhole(value) ? form : ColumnForm.Text,
        ColumnForm.Number => IsNumber(value) ? form : ColumnForm.Text,
        ColumnForm.Date => IsDate(value) ? form : IsMoment(value) ? ColumnForm.Moment : ColumnForm.Text,
        ColumnForm.Moment => IsMoment(value) || IsDate(value) ? form : ColumnForm.Text,
        ColumnForm.Truth => IsTruth(value) ? form : ColumnForm.Text,
        _ => ColumnForm.Text,
    };

    /// <summary>The form of a column whose values are of both.</summary>
    public static ColumnForm With(ColumnForm form, ColumnForm other) => form == other || other is ColumnForm.None ? form
        : (Math.Min((byte)form, (byte)other), Math.Max((byte)form, (byte)other)) switch
        {
            ((byte)ColumnForm.None, _) => other,
            ((byte)ColumnForm.Whole, (byte)ColumnForm.Wide) => ColumnForm.Wide,
            ((byte)ColumnForm.Whole, (byte)ColumnForm.Number) => ColumnForm.Number,
            ((byte)ColumnForm.Date, (byte)ColumnForm.Moment) => ColumnForm.Moment,
            _ => ColumnForm.Text,
        };

    /// <summary>Whether so many bytes, the first ones of eight as they lie in memory, are digits.</summary>
    public static bool AreDigits(ulong eight, int count)
    {
        // What is not of them becomes a zero.
        var digits = count == sizeof(ulong) ? eight : (eight << (64 - (8 * count))) | (Zeros >> (8 * count));
        return NoDigits(digits) == 0;
    }

    private static ColumnForm Of(ReadOnlySpan<byte> value) =>
        IsWhole(value) ? Whole(value)
        : IsNumber(value) ? ColumnForm.Number
        : IsDate(value) ? ColumnForm.Date
        : IsMoment(value) ? ColumnForm.Moment
        : IsTruth(value) ? ColumnForm.Truth
        : ColumnForm.Text;

    private static ColumnForm Whole(ReadOnlySpan<byte> value) =>
        value.Length - (value[0] == '-' ? 1 : 0) <= ValueSample.DigitsOfDouble ? ColumnForm.Whole : ColumnForm.Wide;

    private static bool IsTruth(ReadOnlySpan<byte> value) => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8);

    private static bool IsWhole(ReadOnlySpan<byte> value)
    {
        var isNegative = value is [(byte)'-', ..];
        var digits = isNegative ? value[1..] : value;
        return digits.Length is > 0 and <= MostWhole && AreDigits(digits) && (digits[0] != '0' || (digits.Length == 1 && !isNegative));
    }

    private static bool IsNumber(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > LongestNumber)
            return false;

        var at = value[0] == '-' ? 1 : 0;
        var whole = Digits(value, at);
        if (whole == at || (value[at] == '0' && whole > at + 1))
            return value.SequenceEqual("NaN"u8);

        var end = whole;
        if (whole < value.Length && value[whole] == '.')
        {
            end = Digits(value, whole + 1);
            if (end == whole + 1)
                return false;
        }

        var fraction = end > whole ? value[(whole + 1)..end] : [];
        var zeros = value[at] != '0' ? 0 : 1 + ZerosIn(fraction);
        var digits = whole - at + fraction.Length - zeros;
        return digits <= ValueSample.DigitsOfDouble ? end == value.Length || IsExponent(value[end..])
            : digits <= MostDigits && end > whole
                && ((end == value.Length && ShortestNumber.IsSurely(value[at..whole], fraction, digits)) || IsShortest(value));
    }

    private static int ZerosIn(ReadOnlySpan<byte> fraction) => fraction.IndexOfAnyExcept((byte)'0') is >= 0 and var zeros ? zeros : fraction.Length;

    /// <summary>Whether this is what a double is written as: then it holds all of the digits, however many they are.</summary>
    private static bool IsShortest(ReadOnlySpan<byte> value)
    {
        Span<byte> written = stackalloc byte[LongestNumber];
        return double.TryParse(value, CultureInfo.InvariantCulture, out var number)
            && number.TryFormat(written, out var length, provider: CultureInfo.InvariantCulture) && written[..length].SequenceEqual(value);
    }

    private static bool IsExponent(ReadOnlySpan<byte> text) =>
        text is [(byte)'e' or (byte)'E', ..] && Utf8Parser.TryParse(text[1..], out int exponent, out var read) && read == text.Length - 1
            && Math.Abs(exponent) <= MostExponent;

    private static bool IsDate(ReadOnlySpan<byte> value) => value.Length == DateText.DayLength && DateText.TryDay(value, out _);

    private static bool IsMoment(ReadOnlySpan<byte> value) =>
        value.Length is DateText.MomentLength or (> DateText.MomentLength + 1 and <= DateText.MomentLength + 7)
            && value[DateText.DayLength] is (byte)' ' or (byte)'T' && DateText.TryDay(value, out _) && DateText.TryClock(value, out _)
            && (value.Length == DateText.MomentLength || (value[DateText.MomentLength] == '.' && AreDigits(value[(DateText.MomentLength + 1)..])));

    private static bool AreDigits(ReadOnlySpan<byte> value) => Digits(value, 0) == value.Length;

    /// <summary>The highest bit of each byte that is no digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NoDigits(ulong eight)
    {
        var numbers = eight ^ Zeros;
        return (((numbers & 0x7F7F7F7F7F7F7F7F) + 0x7676767676767676) | numbers) & 0x8080808080808080;
    }

    /// <summary>Where the digits end that begin here.</summary>
    private static int Digits(ReadOnlySpan<byte> value, int at)
    {
        for (; at <= value.Length - sizeof(ulong); at += sizeof(ulong))
        {
            if (NoDigits(BinaryPrimitives.ReadUInt64LittleEndian(value[at..])) is not 0 and var others)
                return at + (BitOperations.TrailingZeroCount(others) / 8);
        }

        while ((uint)at < (uint)value.Length && (uint)(value[at] - '0') <= 9)
            at++;

        return at;
    }
}
