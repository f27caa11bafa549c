namespace StageTools.Formats.Files;

/// <summary>Finds the SQL type that holds all values of a column, by the rule of the readers: text becomes a value only where nothing of it is lost.
/// So <c>007</c>, quoted digits and times finer than DuckDB's microseconds stay VARCHAR.</summary>
internal sealed class ValueSample
{
    /// <summary>How many digits a double holds for sure.</summary>
    public const int DigitsOfDouble = 15;

    private const long MostWholeOfDouble = 1L << 53;
    private const long MicrosecondTicks = TimeSpan.TicksPerMicrosecond;

    // In bytes, with a fraction and an offset.
    private const int LongestMoment = 36;

    private static readonly BigInteger MostHuge = (BigInteger.One << 127) - 1;

    private static ReadOnlySpan<byte> NoOffset => "+00:00"u8;

    private Kinds _seen;

    [Flags]
    private enum Kinds
    {
        None = 0,
        Long = 1,
        Huge = 2,
        Floating = 4,
        Boolean = 8,
        Date = 16,
        DateTime = 32,
        Moment = 64,
        Text = 128,

        // A long that a double cannot hold.
        Wide = 256,

        // As Databend writes it beside 1.0: a number there, and a text alone.
        NegativeZero = 512,
    }

    /// <summary>Whether no value was seen but NULL.</summary>
    public bool IsEmpty => _seen is Kinds.None;

    /// <summary>The type that holds all values seen.</summary>
    public string Type => _seen switch
    {
        Kinds.Long or (Kinds.Long | Kinds.Wide) => "BIGINT",
        Kinds.Huge or (Kinds.Huge | Kinds.Long) or (Kinds.Huge | Kinds.Long | Kinds.Wide) => "HUGEINT",
        Kinds.Floating or (Kinds.Floating | Kinds.Long) or (Kinds.Floating | Kinds.NegativeZero)
            or (Kinds.Floating | Kinds.Long | Kinds.NegativeZero) => "DOUBLE",
        Kinds.Boolean => "BOOLEAN",
        Kinds.Date => "DATE",
        Kinds.DateTime => "TIMESTAMP",
        Kinds.Moment => "TIMESTAMPTZ",
        _ => "VARCHAR",
    };

    /// <summary>Takes a value as the reader gives it, moments among them.</summary>
    public void Add(object? value) => _seen |= value switch
    {
        null => Kinds.None,
        long whole => KindOf(whole),
        BigInteger big => BigInteger.Abs(big) <= MostHuge ? Kinds.Huge : Kinds.Text,
        double => Kinds.Floating,
        decimal number => IsHeld(number) ? Kinds.Floating : Kinds.Text,
        bool => Kinds.Boolean,
        DateOnly => Kinds.Date,
        DateTime moment => moment.Ticks % MicrosecondTicks == 0 ? Kinds.DateTime : Kinds.Text,
        DateTimeOffset moment => KindOf(moment),
        string text => KindOf(text),
        _ => Kinds.Text,
    };

    /// <summary>Takes an integer.</summary>
    public void Add(long whole) => _seen |= KindOf(whole);

    /// <summary>Takes a text, which may be a moment.</summary>
    public void AddText(ReadOnlySpan<byte> utf8)
    {
        // Only what begins as a year does is looked at closer.
        var moment = utf8.Length is >= 10 and <= LongestMoment && utf8[4] is (byte)'-' ? MomentOf(utf8) : null;
        if (moment is not null)
            Add(moment);
        else
            _seen |= utf8.Length is >= 19 and <= 26 && utf8[10] is (byte)' ' ? KindOf(Encoding.UTF8.GetString(utf8)) : Kinds.Text;
    }

    /// <summary>Takes a number that is no integer and is read as a double.</summary>
    public void AddDouble() => _seen |= Kinds.Floating;

    /// <summary>Takes all that another has seen.</summary>
    public void Add(ValueSample other) => _seen |= other._seen;

    /// <summary>Whether a double holds all digits of a number.</summary>
    public static bool IsHeld(decimal number) => Digits(number) <= DigitsOfDouble;

    private static Kinds KindOf(long whole) => whole is >= -MostWholeOfDouble and <= MostWholeOfDouble ? Kinds.Long : Kinds.Long | Kinds.Wide;

    private static Kinds KindOf(DateTimeOffset moment) => moment.Ticks % MicrosecondTicks == 0 ? Kinds.Moment : Kinds.Text;

    private static Kinds KindOf(string text) => text is "-0.0" ? Kinds.NegativeZero
        : IsDateAndTime(text) ? Kinds.DateTime
        : text.Length <= LongestMoment && MomentOf(Encoding.UTF8.GetBytes(text)) is DateTimeOffset moment ? KindOf(moment)
        : Kinds.Text;

    // With an offset of zero in digits, as most else writes it: in a file that is text, in SQL it is a moment.
    private static object? MomentOf(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.EndsWith(NoOffset))
            return CanonicalMoment.Infer(utf8);

        Span<byte> bytes = stackalloc byte[LongestMoment];
        utf8[..^NoOffset.Length].CopyTo(bytes);
        bytes[utf8.Length - NoOffset.Length] = (byte)'Z';
        return CanonicalMoment.Infer(bytes[..(utf8.Length - NoOffset.Length + 1)]);
    }

    private static int Digits(decimal number)
    {
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture).AsSpan().TrimStart("0.");
        return digits.Length - (digits.Contains('.') ? 1 : 0);
    }

    // With a blank in place of the T, as most databases write it: in a file that is text, in SQL it is a time.
    private static bool IsDateAndTime(string text)
    {
        if (text.Length is < DateText.MomentLength or > 26 || text[DateText.DayLength] != ' ')
            return false;

        Span<byte> bytes = stackalloc byte[text.Length * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        bytes[DateText.DayLength] = (byte)'T';
        if (text.Length > DateText.MomentLength + 1 && text[DateText.MomentLength] == '.')
            bytes = bytes.TrimEnd((byte)'0');

        // Of a fraction that was nothing but zeros the point is left.
        return CanonicalMoment.Infer(bytes.Length == DateText.MomentLength + 1 && text.Length > bytes.Length ? bytes[..^1] : bytes) is DateTime;
    }
}
