using System.Collections;

namespace StageTools.DuckDb.Tests;

/// <summary>Whether two values are the same, to the bit, in all that they hold.</summary>
internal static class Same
{
    public static bool Values(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (decimal a, decimal b) => a == b && a.Scale == b.Scale,
        (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b) => a.Keys.SequenceEqual(b.Keys, StringComparer.Ordinal) && Lists(a.Values.ToArray(), b.Values.ToArray()),
        (object?[] a, object?[] b) => Lists(a, b),
        _ => left is not null && right is not null && left.GetType() == right.GetType() && left.Equals(right),
    };

    public static string Show(object? value) => value switch
    {
        null => "NULL",
        string text => '"' + string.Concat(text.Select(static c => c < ' ' ? $"\\x{(int)c:x2}" : c.ToString())) + '"',
        byte[] bytes => "x" + Convert.ToHexString(bytes),
        IReadOnlyDictionary<string, object?> fields => "{" + string.Join(", ", fields.Select(static field => $"{field.Key}: {Show(field.Value)}")) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Show)) + "]",
        _ => FormattableString.Invariant($"{value} ({value.GetType().Name})"),
    };

    private static bool Lists(object?[] left, object?[] right) => left.Length == right.Length && left.Zip(right).All(static pair => Values(pair.First, pair.Second));
}
