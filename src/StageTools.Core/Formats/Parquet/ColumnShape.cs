namespace StageTools.Formats.Parquet;

/// <summary>What the first rows tell of a column: the kinds of its values, and what a type must have room for.</summary>
internal sealed record ColumnShape
{
    private const long LargestExact = 1L << 53;

    /// <summary>The kinds seen.</summary>
    public SeenValues Seen { get; private set; }

    /// <summary>The row each kind was first seen in, from 1, for messages.</summary>
    public Dictionary<SeenValues, long> FirstRows { get; private init; } = [];

    /// <summary>The most digits before the point of a number.</summary>
    public int IntegerDigits { get; private set; }

    /// <summary>The most digits behind the point of a decimal.</summary>
    public int Scale { get; private set; }

    /// <summary>Whether all numbers are the same as floating-point ones.</summary>
    public bool FitsDouble { get; private set; } = true;

    /// <summary>Whether a moment or time has more than microseconds.</summary>
    public bool HasTicks { get; private set; }

    /// <summary>Whether a moment lies beyond what nanoseconds reach (1677 to 2262).</summary>
    public bool IsBeyondNanoseconds { get; private set; }

    /// <summary>Whether a moment has an offset that is not its machine's own.</summary>
    public bool HasOffset { get; private set; }

    /// <summary>Whether an integer is below zero.</summary>
    public bool HasNegative { get; private set; }

    /// <summary>Whether objects differ in their fields.</summary>
    public bool IsRagged { get; private set; }

    /// <summary>What a list's items are.</summary>
    public ColumnShape? Item { get; private set; }

    /// <summary>What an object's fields are, in their order.</summary>
    public List<KeyValuePair<string, ColumnShape>>? Fields { get; private set; }

    /// <summary>The same, to be added to on its own.</summary>
    public ColumnShape Copy() => this with
    {
        FirstRows = [],
        Item = Item?.Copy(),
        Fields = Fields?.ConvertAll(static f => KeyValuePair.Create(f.Key, f.Value.Copy())),
    };

    /// <summary>Looks at a cell of a batch.</summary>
    /// <param name="cells">Where it lies.</param>
    /// <param name="at">Which it is.</param>
    /// <param name="row">Which row of all.</param>
    public void Add(RowBatchColumn cells, int at, long row)
    {
        if (cells.KindOf(at) == CellKind.Text)
            Add(SeenValues.Text, row);
        else
            Add(Look(cells.Value(at), row), row);
    }

    private void Add(SeenValues kind, long row)
    {
        if (kind != SeenValues.None)
        {
            Seen |= kind;
            FirstRows.TryAdd(kind, row);
        }
    }

    private SeenValues Look(object? value, long row) => value switch
    {
        null or DBNull => SeenValues.None,
        bool => SeenValues.Boolean,
        Enum => SeenValues.Text,
        sbyte or short or int or long or byte or ushort or uint => Whole(Convert.ToInt64(value, CultureInfo.InvariantCulture), SeenValues.Integer),
        nint number => Whole(number, SeenValues.Integer),
        ulong number => Whole(number, SeenValues.Unsigned),
        nuint number => Whole(number, SeenValues.Unsigned),
        Int128 or UInt128 or BigInteger =>
            Whole(BigInteger.Parse(OtherValue.Invariant(value), CultureInfo.InvariantCulture), SeenValues.Large),
        float or Half => SeenValues.Single,
        double => SeenValues.Double,
        decimal number => Exact(number),
        SqlDecimal number => Exact(number),
        string or char or TimeSpan or Uri or Version => SeenValues.Text,
        DateOnly => SeenValues.Date,
        TimeOnly time => Ticks(time.Ticks, SeenValues.Time),
        DateTime { Kind: DateTimeKind.Unspecified } moment => Moment(moment, SeenValues.Timestamp),
        DateTime moment => Moment(moment.ToUniversalTime(), SeenValues.Instant),
        DateTimeOffset moment => Offset(moment),
        Guid => SeenValues.Uuid,
        FarMoment moment => Far(moment),
        _ => Other(value, row),
    };

    private SeenValues Other(object value, long row)
    {
        if (OtherValue.TryBytes(value, out _))
            return SeenValues.Bytes;

        if (NestedFields.Of(value) is { } fields)
        {
            AddFields(fields, row);
            return SeenValues.Struct;
        }

        if (value is IEnumerable items)
        {
            Item ??= new ColumnShape();
            foreach (var item in items)
                Item.Add(Item.Look(item, row), row);

            return SeenValues.List;
        }

        return SeenValues.Text;
    }

    private void AddFields(IReadOnlyList<KeyValuePair<string, object?>> fields, long row)
    {
        Fields ??= [.. fields.Select(static f => KeyValuePair.Create(f.Key, new ColumnShape()))];
        if (fields.Count == 0 || fields.Count != Fields.Count)
        {
            IsRagged = true;
            return;
        }

        for (var i = 0; i < fields.Count; i++)
        {
            IsRagged |= fields[i].Key != Fields[i].Key;
            Fields[i].Value.Add(Fields[i].Value.Look(fields[i].Value, row), row);
        }
    }

    private SeenValues Whole(BigInteger number, SeenValues kind)
    {
        var size = BigInteger.Abs(number);
        HasNegative |= number.Sign < 0;
        FitsDouble &= kind != SeenValues.Large && size <= LargestExact;
        Digits(size.ToString(CultureInfo.InvariantCulture).Length, 0);
        return kind;
    }

    private SeenValues Exact(decimal number)
    {
        FitsDouble &= Math.Abs(number) < LargestExact && (decimal)NearestDouble.Of(number) == number;
        Digits(decimal.Truncate(Math.Abs(number)).ToString(CultureInfo.InvariantCulture).Length, number.Scale);
        return SeenValues.Decimal;
    }

    private SeenValues Exact(SqlDecimal number)
    {
        if (number.IsNull)
            return SeenValues.None;

        FitsDouble = false;
        Digits(number.Precision - number.Scale, number.Scale);
        return SeenValues.Decimal;
    }

    private void Digits(int integer, int scale)
    {
        IntegerDigits = Math.Max(IntegerDigits, integer);
        Scale = Math.Max(Scale, scale);
    }

    private SeenValues Offset(DateTimeOffset moment)
    {
        HasOffset |= moment.Offset != TimeSpan.Zero;
        return Moment(moment.UtcDateTime, SeenValues.Instant);
    }

    private SeenValues Moment(DateTime moment, SeenValues kind)
    {
        IsBeyondNanoseconds |= moment.Year is < 1678 or > 2261;
        return Ticks(moment.Ticks, kind);
    }

    private SeenValues Far(FarMoment moment)
    {
        IsBeyondNanoseconds |= !moment.IsInfinite;
        return moment.Kind switch
        {
            DuckDbTypeKind.Date => SeenValues.Date,
            DuckDbTypeKind.TimestampTz => SeenValues.Instant,
            _ => SeenValues.Timestamp,
        };
    }

    private SeenValues Ticks(long ticks, SeenValues kind)
    {
        HasTicks |= ticks % TimeSpan.TicksPerMicrosecond != 0;
        return kind;
    }
}
