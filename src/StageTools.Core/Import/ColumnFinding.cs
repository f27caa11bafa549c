namespace StageTools.Import;

/// <summary>What the values of one column were so far, and the narrowest type that holds them all.</summary>
internal sealed class ColumnFinding(string name)
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly List<string> _fileNames = [];
    private Kinds _kinds;
    private bool _hasLargeInteger;
    private bool _hasInexact;
    private int _whole;
    private int _fraction;

    [Flags]
    private enum Kinds
    {
        None = 0,
        Boolean = 1,
        Integer = 2,
        Decimal = 4,
        Double = 8,
        Date = 16,
        Timestamp = 32,
        TimestampTz = 64,
        Time = 128,
        Interval = 256,
        Uuid = 512,
        Structure = 1024,
        Blob = 2048,
        Text = 4096,
    }

    public string Name => name;

    public bool Nullable { get; set; }

    /// <summary>How many rows had the column.</summary>
    public long Rows { get; private set; }

    /// <summary>The files it stood in.</summary>
    public IReadOnlyList<string> FileNames => _fileNames;

    /// <summary>The type of all values; text where they have nothing else in common, or were all NULL.</summary>
    public ColumnType Type => _kinds switch
    {
        Kinds.None or Kinds.Text => new(ColumnKind.Varchar),
        Kinds.Boolean => new(ColumnKind.Boolean),
        Kinds.Date => new(ColumnKind.Date),
        Kinds.Timestamp or (Kinds.Timestamp | Kinds.Date) => new(ColumnKind.Timestamp),
        Kinds.TimestampTz => new(ColumnKind.TimestampTz),
        Kinds.Time => new(ColumnKind.Time),
        Kinds.Interval or (Kinds.Interval | Kinds.Time) => new(ColumnKind.Interval),
        Kinds.Uuid => new(ColumnKind.Uuid),
        Kinds.Structure => new(ColumnKind.Json),
        Kinds.Blob => new(ColumnKind.Blob),
        _ when (_kinds & ~(Kinds.Integer | Kinds.Decimal | Kinds.Double)) == 0 => Number,
        _ => new(ColumnKind.Varchar),
    };

    // Exact numbers stay exact: one that only a decimal holds makes the column one, as does an integer that a double would round.
    private ColumnType Number
    {
        get
        {
            if (_kinds == Kinds.Integer && !_hasLargeInteger)
                return new(ColumnKind.BigInt);

            var needsDecimal = (_kinds & Kinds.Decimal) != 0 || _hasLargeInteger || (_hasInexact && _whole > 15);
            if (!needsDecimal && (_kinds & Kinds.Double) != 0)
                return new(ColumnKind.DoublePrecision);

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
        {
            Nullable = true;
        }
        else
        {
            _kinds |= KindOf(value);
        }
    }

    private Kinds KindOf(object value)
    {
        switch (value)
        {
            case string or LongText: return Kinds.Text;
            case long or int or short or sbyte or byte or ushort or uint: return Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case ulong unsigned: return Large(unsigned);
            case BigInteger big: return Large(big);
            case double floating: return Floating(floating);
            case float narrow: return Floating(narrow);
            case decimal exact: return Exact(exact);
            case SqlDecimal wide: return Exact(wide);
            case bool: return Kinds.Boolean;
            case DateOnly: return Kinds.Date;
            case DateTime { Kind: DateTimeKind.Unspecified }: return Kinds.Timestamp;
            case DateTime or DateTimeOffset: return Kinds.TimestampTz;
            case TimeOnly or TimeSpan { Ticks: >= 0 and < TimeSpan.TicksPerDay }: return Kinds.Time;
            case TimeSpan: return Kinds.Interval;
            case Guid: return Kinds.Uuid;
            case byte[]: return Kinds.Blob;
            default: return Kinds.Structure;
        }
    }

    private Kinds Integer(long value)
    {
        Count(value);
        return Kinds.Integer;
    }

    private Kinds Large(BigInteger value)
    {
        Count(value);
        _hasLargeInteger |= value > long.MaxValue || value < long.MinValue;
        return Kinds.Integer;
    }

    private Kinds Floating(double value)
    {
        if (DecimalText.TryExact(value, out var exact))
        {
            Count(exact);
        }
        else
        {
            _hasInexact = true;
        }

        return Kinds.Double;
    }

    private Kinds Exact(object value)
    {
        Count(value);
        return Kinds.Decimal;
    }

    private void Count(object number)
    {
        var (whole, fraction) = number switch
        {
            long and > -1_000_000_000_000_000 and < 1_000_000_000_000_000 when _whole >= 15 => (0, 0),
            long value => DecimalText.Digits((decimal)value),
            _ => DecimalText.Digits(number),
        };
        (_whole, _fraction) = (Math.Max(_whole, whole), Math.Max(_fraction, fraction));
    }
}
