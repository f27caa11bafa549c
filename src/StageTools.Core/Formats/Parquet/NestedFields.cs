using System.Collections;
using StageTools.Formats.Text;

namespace StageTools.Formats.Parquet;

/// <summary>Values that have values inside.</summary>
internal static class NestedFields
{
    /// <summary>The fields of an object or dictionary; null for anything else.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Of(object value) => value switch
    {
        IReadOnlyList<KeyValuePair<string, object?>> fields => fields,
        IEnumerable<KeyValuePair<string, object?>> fields => [.. fields],
        IDictionary entries => [.. entries.Cast<DictionaryEntry>().Select(static e => KeyValuePair.Create(OtherValue.Invariant(e.Key), e.Value))],
        _ => null,
    };
}
