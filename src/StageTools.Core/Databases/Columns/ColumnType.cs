namespace StageTools.Databases.Columns;

/// <summary>The type of a column.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Precision">Of a decimal: how many digits it may have; 0 where that is not said.</param>
/// <param name="Scale">Of a decimal: how many of them behind the point.</param>
public sealed record ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>The most digits of a decimal that all databases know.</summary>
    public const int MostDigits = 38;

    /// <summary>The name in SQL.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Numeric => Precision > 0 ? $"DECIMAL({Precision},{Scale})" : "DECIMAL",
        ColumnKind.DoublePrecision => "DOUBLE",
        ColumnKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        _ => Kind.ToString().ToUpperInvariant(),
    };
}
