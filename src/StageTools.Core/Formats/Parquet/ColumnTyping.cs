namespace StageTools.Formats.Parquet;

/// <summary>Chooses the type of a Parquet column: wide enough for all that was seen, and none that changes a value.</summary>
internal static class ColumnTyping
{
    private const byte MostDigits = 38;

    // .NET's own decimal reads back what has no more.
    private const byte DecimalDigits = 28;

    /// <summary>The column for what the first rows and the database's declaration say.</summary>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c> for values that no one type holds.</exception>
    public static ParquetColumn Choose(RowColumn declared, ColumnShape shape) =>
        Resolve(declared, shape) ?? Mixture(declared.Name, shape) ?? throw Mixed(declared.Name, shape);

    /// <summary>The column for values of a type of DuckDB's that Parquet has too, whatever they are; null for another type.</summary>
    public static ParquetColumn? Of(DuckDbColumn column) => column.Type.Kind switch
    {
        DuckDbTypeKind.VarChar => Text(column.Name),
        DuckDbTypeKind.Boolean or DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.Integer or DuckDbTypeKind.BigInt
            or DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt or DuckDbTypeKind.UInteger or DuckDbTypeKind.UBigInt or DuckDbTypeKind.Float
            or DuckDbTypeKind.Double or DuckDbTypeKind.Decimal or DuckDbTypeKind.Date or DuckDbTypeKind.Time or DuckDbTypeKind.Timestamp
            or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.Uuid or DuckDbTypeKind.Blob => new ParquetColumn(
                column.Name, column.Type, ParquetKind.Plain),
        _ => null,
    };

    /// <summary>A column that holds what another one held, and what was seen since; null where there is none.</summary>
    public static ParquetColumn? Widen(ParquetColumn column, ColumnShape shape)
    {
        var wider = Resolve(new RowColumn(column.Name, typeof(object)), shape) is { } type && !type.IsLike(column)
            ? type
            : Mixture(column.Name, shape);
        return wider is null || wider.IsLike(column) ? null : wider;
    }

    /// <summary>The column as one of text, where its values have texts; null where it is one already.</summary>
    public static ParquetColumn? AsText(ParquetColumn column) => column.Kind switch
    {
        ParquetKind.Text or ParquetKind.Json => null,
        ParquetKind.List or ParquetKind.Struct => new ParquetColumn(column.Name, DuckDbType.Json, ParquetKind.Json),
        _ => Text(column.Name),
    };

    private static ParquetColumn Text(string name) => new(name, DuckDbType.VarChar, ParquetKind.Text);

    /// <summary>The column for values of several types, which stand there as their texts: JSON where some have values inside. Null for bytes, which
    /// have none.</summary>
    private static ParquetColumn? Mixture(string name, ColumnShape shape) =>
        (shape.Seen & SeenValues.Nested) != 0 ? new ParquetColumn(name, DuckDbType.Json, ParquetKind.Json)
        : (shape.Seen & SeenValues.Bytes) != 0 ? null
        : Text(name);

    /// <summary>The same for what lies inside a list or object; null where no one type holds it.</summary>
    private static ParquetColumn? Resolve(RowColumn declared, ColumnShape shape)
    {
        var (name, seen) = (declared.Name, shape.Seen);
        return seen switch
        {
            SeenValues.None => Declared(declared),
            SeenValues.Boolean => Plain(DuckDbType.Boolean),
            SeenValues.Bytes => Plain(DuckDbType.Blob),
            SeenValues.Date => Plain(DuckDbType.Date),
            SeenValues.Time when !shape.HasTicks => Plain(DuckDbType.Time),
            SeenValues.Timestamp when !shape.HasTicks => Plain(DuckDbType.Timestamp),
            SeenValues.Timestamp when !shape.IsBeyondNanoseconds => Plain(DuckDbType.TimestampNs),
            SeenValues.Instant when !shape.HasOffset && !shape.HasTicks => new ParquetColumn(name, DuckDbType.TimestampTz, ParquetKind.Instant),

            // There is no type for an offset, nor for times and moments in UTC finer than a microsecond.
            SeenValues.Text or SeenValues.Time or SeenValues.Timestamp or SeenValues.Instant => Text(name),
            SeenValues.Uuid => Plain(DuckDbType.Uuid),
            SeenValues.List => List(name, shape),
            SeenValues.Struct => Struct(name, shape),
            _ => (seen & ~SeenValues.Numbers) == 0 ? Number(declared, shape) : null,
        };

        ParquetColumn Plain(DuckDbType type) => new(name, type, ParquetKind.Plain);
    }

    private static ParquetColumn? Number(RowColumn declared, ColumnShape shape)
    {
        var (name, seen) = (declared.Name, shape.Seen);
        const SeenValues floating = SeenValues.Single | SeenValues.Double;
        if ((seen & floating) != 0)
        {
            return seen == SeenValues.Single ? new ParquetColumn(name, DuckDbType.Float, ParquetKind.Plain)
                : (seen & ~floating) == 0 || shape.FitsDouble ? new ParquetColumn(name, DuckDbType.Double, ParquetKind.Double)
                : null;
        }

        if (seen == SeenValues.Integer)
            return new ParquetColumn(name, Width(declared.Type), ParquetKind.Integer);

        if ((seen & ~(SeenValues.Integer | SeenValues.Unsigned)) == 0 && !shape.HasNegative)
            return new ParquetColumn(name, DuckDbType.UBigInt, ParquetKind.Plain);

        // DuckDB would write HUGEINT to Parquet as a floating-point number.
        var scale = shape.Scale;
        if (Decimal(declared) is { } type && scale <= type.Scale && shape.IntegerDigits <= type.Precision - type.Scale)
            return new ParquetColumn(name, type, ParquetKind.Decimal);

        var digits = shape.IntegerDigits + scale;
        var precision = digits > DecimalDigits ? MostDigits : DecimalDigits;
        return digits > MostDigits ? Text(name) : new ParquetColumn(name, DuckDbType.Decimal(precision, (byte)scale), ParquetKind.Decimal);
    }

    private static DuckDbType Width(Type declared) => Type.GetTypeCode(declared) switch
    {
        TypeCode.SByte => DuckDbType.TinyInt,
        TypeCode.Byte => DuckDbType.UTinyInt,
        TypeCode.Int16 => DuckDbType.SmallInt,
        TypeCode.UInt16 => DuckDbType.USmallInt,
        TypeCode.Int32 => DuckDbType.Integer,
        TypeCode.UInt32 => DuckDbType.UInteger,
        _ => DuckDbType.BigInt,
    };

    /// <summary>The type of a column that has had no value yet: what the database says, else text.</summary>
    private static ParquetColumn Declared(RowColumn declared)
    {
        var (name, type) = (declared.Name, declared.Type);
        return type == typeof(bool) ? new(name, DuckDbType.Boolean, ParquetKind.Plain)
            : type == typeof(long) || Width(type) != DuckDbType.BigInt ? new(name, Width(type), ParquetKind.Integer)
            : type == typeof(float) ? new(name, DuckDbType.Float, ParquetKind.Plain)
            : type == typeof(double) ? new(name, DuckDbType.Double, ParquetKind.Double)
            : type == typeof(decimal) ? new(name, Decimal(declared) ?? DuckDbType.Decimal(DecimalDigits, 6), ParquetKind.Decimal)
            : type == typeof(byte[]) ? new(name, DuckDbType.Blob, ParquetKind.Plain)
            : type == typeof(DateOnly) ? new(name, DuckDbType.Date, ParquetKind.Plain)
            : type == typeof(DateTime) ? new(name, DuckDbType.Timestamp, ParquetKind.Plain)
            : type == typeof(Guid) ? new(name, DuckDbType.Uuid, ParquetKind.Plain)
            : new(name, DuckDbType.VarChar, type == typeof(string) ? ParquetKind.Text : ParquetKind.Unknown);
    }

    /// <summary>The decimal that the database declares; null where it is none.</summary>
    private static DuckDbType? Decimal(RowColumn declared) => declared is { Precision: { } p and > 0 and <= MostDigits, Scale: { } s } && s <= p
        ? DuckDbType.Decimal(p, s)
        : null;

    private static ParquetColumn? List(string name, ColumnShape shape) =>
        Resolve(new RowColumn(name, typeof(object)), shape.Item!) is { Kind: not ParquetKind.Json } item
            ? new ParquetColumn(name, DuckDbType.List(item.Type), ParquetKind.List) { Inside = [item] }
            : null;

    private static ParquetColumn? Struct(string name, ColumnShape shape)
    {
        if (shape.IsRagged)
            return null;

        var fields = shape.Fields!.Select(static f => Resolve(new RowColumn(f.Key, typeof(object)), f.Value)).ToList();
        return fields.Exists(static f => f is null)
            || fields.Select(static f => f!.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() < fields.Count
            ? null
            : new ParquetColumn(name, DuckDbType.Struct([.. fields.Select(static f => new DuckDbColumn(f!.Name, f.Type))]), ParquetKind.Struct)
            { Inside = fields! };
    }

    private static StageException Mixed(string column, ColumnShape shape)
    {
        var rows = shape.FirstRows.OrderBy(static r => r.Value).ToArray();
        var (first, second) = (rows[0], rows[1]);
        return StageErrorCode.ValueNotRepresentable.Error(
            $"Column '{column}', row {second.Value}: its values are of more than one type ({Word(first.Key)} in row {first.Value}, "
                + $"{Word(second.Key)} here), and a Parquet column has one; make them one type, or export NDJSON.",
            column);
    }

    private static string Word(SeenValues kind) => kind switch
    {
        SeenValues.Integer or SeenValues.Unsigned or SeenValues.Large => "an integer",
        SeenValues.Single or SeenValues.Double => "a floating-point number",
        SeenValues.Decimal => "a decimal",
        SeenValues.Timestamp => "a date and time without zone",
        SeenValues.Instant => "a date and time with zone",
        SeenValues.Uuid => "a GUID",
        SeenValues.Bytes => "bytes",
        SeenValues.List => "a list",
        SeenValues.Struct => "an object",
        _ => "a " + kind.ToString().ToLowerInvariant(),
    };
}
