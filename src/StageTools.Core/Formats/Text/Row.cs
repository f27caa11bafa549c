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

    /// <summary>Is offered the text of each cell of CSV and TSV, and may have it instead of a value.</summary>
    internal ITextCells? Cells { get; init; }

    /// <summary>Whether texts of a megabyte or more come as <see cref="LongText"/>, each for whoever takes the row to free.</summary>
    internal bool LongTexts { get; init; }
}

/// <summary>Takes cells as text, so that no value need be made of them.</summary>
internal interface ITextCells
{
    /// <summary>What stands in a row for the value of a cell that was taken.</summary>
    static readonly object Taken = new();

    /// <summary>A record begins. What was taken since the last row that was read is of none: that record was refused.</summary>
    void Begin();

    /// <summary>Takes a cell; false where its value is wanted after all.</summary>
    /// <param name="column">Which of the file's, from 0.</param>
    /// <param name="text">As it stands in the file, without quotes: UTF-8, or not, which is for the taker to see.</param>
    /// <param name="isBare">Whether it stood without quotes.</param>
    bool TryTake(int column, ReadOnlySpan<byte> text, bool isBare);

    /// <summary>Takes the row of the record. Its values are the reader's again.</summary>
    /// <returns>False where the row is to be handed on like any other: nobody waits here.</returns>
    bool TryAdd(Row row);
}
