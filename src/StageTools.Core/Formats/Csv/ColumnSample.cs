using System.Globalization;
using System.Numerics;
using System.Text;
using StageTools.Formats.Options;
using StageTools.Sql;

namespace StageTools.Formats.Csv;

/// <summary>Finds the SQL type of a column of text from its first values, by the rule of the readers: text becomes a value only where nothing of it
/// is lost. So <c>007</c>, quoted digits and times finer than DuckDB's microseconds stay VARCHAR.</summary>
internal sealed class ColumnSample
{
    private const int DigitsOfDouble = 15;
    private const long MostWholeOfDouble = 1L << 53;
    private const string WrittenAsNumber = @"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?";
    private const string WrittenAsMoment = @"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?";
    private const string WrittenWithOffset = @"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)? ?(Z|[+-]\d\d(:?\d\d)?)";
    private const long MicrosecondTicks = TimeSpan.TicksPerMicrosecond;
    private static readonly BigInteger MostHuge = (BigInteger.One << 127) - 1;

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
    }

    /// <summary>The type that holds all values seen.</summary>
    public string Type => _seen switch
    {
        Kinds.Long or (Kinds.Long | Kinds.Wide) => "BIGINT",
        Kinds.Huge or (Kinds.Huge | Kinds.Long) or (Kinds.Huge | Kinds.Long | Kinds.Wide) => "HUGEINT",
        Kinds.Floating or (Kinds.Floating | Kinds.Long) => "DOUBLE",
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
        long whole => whole is >= -MostWholeOfDouble and <= MostWholeOfDouble ? Kinds.Long : Kinds.Long | Kinds.Wide,
        BigInteger big => BigInteger.Abs(big) <= MostHuge ? Kinds.Huge : Kinds.Text,
        double => Kinds.Floating,
        decimal number => Digits(number) <= DigitsOfDouble ? Kinds.Floating : Kinds.Text,
        bool => Kinds.Boolean,
        DateOnly => Kinds.Date,
        DateTime moment => moment.Ticks % MicrosecondTicks == 0 ? Kinds.DateTime : Kinds.Text,
        DateTimeOffset moment => moment.Ticks % MicrosecondTicks == 0 ? Kinds.Moment : Kinds.Text,
        string text => IsDateAndTime(text) ? Kinds.DateTime : Kinds.Text,
        _ => Kinds.Text,
    };

    /// <summary>An expression of the type over the column's text, which fails rather than lose anything: DuckDB alone makes 2 of <c>1.5</c> in a
    /// BIGINT.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="type">Its type.</param>
    public static string Expression(string column, string type)
    {
        var name = DuckDbText.Name(column);
        if (type == "VARCHAR")
            return name;

        var holds = type switch
        {
            "DOUBLE" => $"TRY_CAST({name} AS DOUBLE) IS NOT NULL AND ({HoldsDouble(name)})",
            "TIMESTAMP" =>
                $"TRY_CAST({name} AS TIMESTAMP) IS NOT NULL AND ({name} LIKE '____-__-_____:__:__' OR regexp_full_match({name}, "
                    + $"'{WrittenAsMoment}'))",
            "TIMESTAMPTZ" => $"TRY_CAST({name} AS TIMESTAMPTZ) IS NOT NULL AND regexp_full_match({name}, '{WrittenWithOffset}')",
            _ => $"CAST(TRY_CAST({name} AS {type}) AS VARCHAR) = {name}",
        };
        return $"CASE WHEN {name} IS NULL OR ({holds}) THEN CAST({name} AS {type}) ELSE error({CellError.Expression(column, type)}) END AS {name}";
    }

    /// <summary>Most numbers are told by their first character and their length. With an exponent it is a double's own writing; else more digits are
    /// held where they come out again.</summary>
    private static string HoldsDouble(string name) =>
        $"({name} >= '1' AND {name} < ':' AND length({name}) <= {DigitsOfDouble}) OR {name} = 'NaN' OR (regexp_full_match({name}, "
            + $"'{WrittenAsNumber}')"
        + $" AND (length(replace(ltrim({name}, '-0.'), '.', '')) <= {DigitsOfDouble} OR contains(lower({name}), 'e')"
        + $" OR CAST(CAST({name} AS DOUBLE) AS VARCHAR) IN ({name}, {name} || '.0')))";

    private static int Digits(decimal number)
    {
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture).AsSpan().TrimStart("0.");
        return digits.Length - (digits.Contains('.') ? 1 : 0);
    }

    // With a blank in place of the T, as most databases write it: in a file that is text, in SQL it is a time.
    private static bool IsDateAndTime(string text)
    {
        if (text.Length is < 19 or > 26 || text[10] != ' ')
            return false;

        Span<byte> bytes = stackalloc byte[text.Length * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        bytes[10] = (byte)'T';
        return CanonicalMoment.Infer(text.Length > 20 ? bytes.TrimEnd((byte)'0').TrimEnd((byte)'.') : bytes) is DateTime;
    }
}
