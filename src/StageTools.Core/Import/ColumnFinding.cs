namespace StageTools.Import;

/// <summary>What the values of one column were so far, and the narrowest type that holds them all.</summary>
internal sealed class ColumnFinding(string name)
{
    // Beyond it not each integer is a double.
    private const long MostOfDouble = 1L << 53;

    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly List<string> _fileNames = [];
    private bool _hasLargeInteger;
    private bool _hasWideInteger;
    private bool _hasInexact;
    private int _kinds;
    private int _whole;
    private int _fraction;

    public string Name => name;

    public bool Nullable { get; set; }

    /// <summary>How many rows had the column.</summary>
    public long Rows { get; private set; }

    /// <summary>The files it stood in.</summary>
    public IReadOnlyList<string> FileNames => _fileNames;

    /// <summary>The type of all values; text where they have nothing else in common, or were all NULL.</summary>
    public ColumnType Type => Enum.GetValues<ColumnKind>().Where(Has).ToArray() switch
    {
        [ColumnKind.Date, ColumnKind.Timestamp] => new(ColumnKind.Timestamp),
        [ColumnKind.Time, ColumnKind.Interval] => new(ColumnKind.Interval),
        [_, ..] kinds when Array.TrueForAll(kinds, IsNumber) => Number,
        [var one] => new(one),
        _ => new(ColumnKind.Varchar),
    };

    // Exact numbers stay exact: one that only a decimal holds makes the column one, as does an integer that a double would round.
    private ColumnType Number
    {
        get
        {
            var needsDecimal = Has(ColumnKind.Numeric) || _hasLargeInteger || (Has(ColumnKind.DoublePrecision) && _hasWideInteger);
            if (!needsDecimal)
                return new(Has(ColumnKind.DoublePrecision) ? ColumnKind.DoublePrecision : ColumnKind.BigInt);

            return !_hasInexact && _whole + _fraction <= ColumnType.MostDigits
                ? new(ColumnKind.Numeric, Math.Max(_whole + _fraction, 1), _fraction)
                : new(ColumnKind.Varchar);
        }
    }

    public void Add(object? value, string file)
    {
        Rows++;
        if (_files.Add(file))
            _fileNames.Add(file);

        if (value is null)
            Nullable = true;
        else
            _kinds |= 1 << (int)KindOf(value);
    }

    private bool Has(ColumnKind kind) => (_kinds & (1 << (int)kind)) != 0;

    private static bool IsNumber(ColumnKind kind) => kind is ColumnKind.BigInt or ColumnKind.Numeric or ColumnKind.DoublePrecision;

    private ColumnKind KindOf(object value)
    {
        switch (value)
        {
            case string or LongText: return ColumnKind.Varchar;
            case long or int or short or sbyte or byte or ushort or uint:
                return Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case ulong unsigned: return Large(unsigned);
            case BigInteger big: return Large(big);
            case double floating: return Floating(floating);
            case float narrow: return Floating(narrow);
            case decimal or SqlDecimal: return Count(value, ColumnKind.Numeric);
            case bool: return ColumnKind.Boolean;
            case DateOnly: return ColumnKind.Date;
            case DateTime { Kind: DateTimeKind.Unspecified }: return ColumnKind.Timestamp;
            case DateTime or DateTimeOffset: return ColumnKind.TimestampTz;
            case TimeOnly or TimeSpan { Ticks: >= 0 and < TimeSpan.TicksPerDay }: return ColumnKind.Time;
            case TimeSpan: return ColumnKind.Interval;
            case Guid: return ColumnKind.Uuid;
            case byte[]: return ColumnKind.Blob;
            default: return ColumnKind.Json;
        }
    }

    private ColumnKind Integer(long value)
    {
        _hasWideInteger |= value is > MostOfDouble or < -MostOfDouble;
        return Count(value, ColumnKind.BigInt);
    }

    private ColumnKind Large(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            return Integer((long)value);

        _hasLargeInteger = true;
        return Count(value, ColumnKind.BigInt);
    }

    private ColumnKind Floating(double value)
    {
        if (DecimalText.TryExact(value, out var exact))
            return Count(exact, ColumnKind.DoublePrecision);

        _hasInexact = true;
        return ColumnKind.DoublePrecision;
    }

    private ColumnKind Count(object number, ColumnKind kind)
    {
        var (whole, fraction) = number switch
        {
            long and > -1_000_000_000_000_000 and < 1_000_000_000_000_000 when _whole >= 15 => (0, 0),
            long value => DecimalText.Digits((decimal)value),
            _ => DecimalText.Digits(number),
        };
        (_whole, _fraction) = (Math.Max(_whole, whole), Math.Max(_fraction, fraction));
        return kind;
    }
}
