using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace StageTools.Terminal.Output;

/// <summary>Values that a file could not hold, and that are shown all the same: NaN, infinities and integers without end as text.</summary>
internal static class ShownValue
{
    // JSON's writer goes no deeper.
    private const int MostDepth = 60;

    /// <summary>A value that every format has something for, alone and inside of others.</summary>
    public static object? Of(object? value) => Of(value, depth: 0);

    private static object? Of(object? value, int depth) => value switch
    {
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        float number when !float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)),
        byte[] => value,
        IEnumerable when depth == MostDepth => "…",
        IEnumerable<KeyValuePair<string, object?>> fields => fields.Select(f => KeyValuePair.Create(f.Key, Of(f.Value, depth + 1))).ToList(),
        IDictionary entries => entries.Keys.Cast<object>().Select(
            key => KeyValuePair.Create(Convert.ToString(key, CultureInfo.InvariantCulture)!, Of(entries[key], depth + 1))).ToList(),
        IList items => items.Cast<object?>().Select(item => Of(item, depth + 1)).ToList(),
        _ => value,
    };
}
