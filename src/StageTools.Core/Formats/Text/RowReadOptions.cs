using StageTools.Errors;

namespace StageTools.Formats.Text;

/// <summary>How far a reader goes in giving values their types.</summary>
/// <param name="InferTypes">Dates, times and GUIDs too become values where their text is exactly what StageTools writes for them.</param>
/// <param name="AsText">Every value stays the text it is in the file, JSON objects and arrays as well; NULL is still null. Goes before
/// <paramref name="InferTypes"/>.</param>
public sealed record RowReadOptions(bool InferTypes = false, bool AsText = false)
{
    /// <summary>Is told of a record that is broken in itself, which is then left out; null has the reading end there. Where a broken record ends
    /// nobody knows, reading ends all the same.</summary>
    public Action<StageException>? OnBadRecord { get; init; }
}
