using FsCheck;
using FsCheck.Fluent;

namespace StageTools.Core.Tests.Formats;

/// <summary>Generators of what breaks files.</summary>
internal static class Nasty
{
    private static readonly string[] Fragments =
    [
        "", " ", "\t", ",", ";", "\"", "'", "\\", "\\N", "\\n", "\r", "\n", "\r\n", "\0", "\b", "\f", "\u001f", "\u007f", "\u0085", "\u2028",
        "\uFEFF", "\uFFFF", "ä", "€", "中", "😀", "𝄞", "e\u0301", "{", "}", "[", "]", ":", "/", "#", "=", "+", "-", ".", "0", "1", "007", "+5",
        "1e5", "-0", "1.5", "1.50",
        "true", "True", "false", "NaN", "Infinity", "-Infinity", "null", "NULL", "a", "plain text", "2026-01-02", "2026-01-02T03:04:05Z", "01:02:03",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
    ];

    public static Gen<string> TextGen { get; } =
        Gen.Frequency(
            (2, Gen.Elements(Fragments)),
            (4, Gen.Elements(Fragments).ListOf().Select(static parts => string.Concat(parts))),
            (1, ArbMap.Default.GeneratorFor<string?>().Select(WellFormed)));

    public static Arbitrary<string> Text { get; } = TextGen.ToArbitrary();

    public static Gen<object?> ValueGen { get; } =
        Gen.OneOf(
            TextGen.Select(static v => (object?)v),
            ArbMap.Default.GeneratorFor<long>().Select(static v => (object?)v),
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(static v => (object?)v),
            ArbMap.Default.GeneratorFor<decimal>().Select(static v => (object?)v),
            ArbMap.Default.GeneratorFor<bool>().Select(static v => (object?)v),
            Gen.Constant<object?>(null));

    /// <summary>Tables of one to four columns.</summary>
    public static Arbitrary<object?[][]> Tables { get; } =
        Gen.Choose(1, 4).SelectMany(static width => ValueGen.ArrayOf(width).ArrayOf()).ToArbitrary();

    public static string[] ColumnsOf(object?[][] table) =>
        [.. Enumerable.Range(1, table.Length == 0 ? 1 : table[0].Length).Select(static n => $"c{n}")];

    // FsCheck makes halves of surrogate pairs, which every format refuses.
    private static string WellFormed(string? text) => string.Concat((text ?? "").Where(static c => !char.IsSurrogate(c)));
}
