namespace StageTools.Formats.Text;

/// <summary>One row that was read: values beside the names of their columns.</summary>
/// <param name="Columns">The names; rows of the same shape share one list.</param>
/// <param name="Values">As many values: null, text, bool, long, <see cref="System.Numerics.BigInteger"/>, double, decimal,
/// <see cref="System.Data.SqlTypes.SqlDecimal"/> where a number has more digits, dates, or, from JSON,
/// <see cref="IReadOnlyDictionary{TKey, TValue}"/> of text to value and <c>object?[]</c>.</param>
public sealed record Row(IReadOnlyList<string> Columns, object?[] Values)
{
    /// <summary>Where the row begins in its file: the line, from 1; in Parquet, which has no lines, the row.</summary>
    public long Line { get; init; }
}
