using StageTools.Errors;

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

/// <summary>How far a reader goes in giving values their types.</summary>
/// <param name="InferTypes">Dates, times and GUIDs too become values where their text is exactly what StageTools writes for them.</param>
/// <param name="AsText">Every value stays the text it is in the file, JSON objects and arrays as well; NULL is still null. Goes before
/// <paramref name="InferTypes"/>.</param>
/// <param name="Folders">Hive's folders in the file's key, <c>year=2026/</c>, are columns too, behind those of the file; one of the file of that
/// name wins.</param>
public sealed record RowReadOptions(bool InferTypes = false, bool AsText = false, bool Folders = false)
{
    /// <summary>Is told of a record that is broken in itself, which is then left out; null has the reading end there. Where a broken record ends
    /// nobody knows, reading ends all the same.</summary>
    public Action<StageException>? OnBadRecord { get; init; }
}
