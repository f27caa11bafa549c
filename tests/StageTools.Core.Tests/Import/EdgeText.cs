using System.Text;

namespace StageTools.Core.Tests.Import;

/// <summary>Texts about as long as a column's, with blanks at their ends.</summary>
internal static class EdgeText
{
    public static IReadOnlyList<string> Around(int most) =>
    [
        .. from character in new[] { "x", "é", "😀", " " }
           from length in Enumerable.Range(Math.Max(0, (most / Encoding.UTF8.GetByteCount(character)) - 2), 4)
               .Concat(Enumerable.Range(Math.Max(0, most - 2), 4)).Distinct()
           from blanks in Enumerable.Range(0, 4)
           select string.Concat(Enumerable.Repeat(character, length)) + new string(' ', blanks),
    ];

    public static string Csv(IReadOnlyList<string> texts) => "n,v\n" + string.Concat(texts.Select(static (text, n) => $"{n},\"{text}\"\n"));

    public static string Kept(IReadOnlyList<string> texts, int most, bool trims, bool isInBytes = false) => string.Join('\n', texts.Index()
        .Where(text => (isInBytes ? Encoding.UTF8.GetByteCount(text.Item) : text.Item.EnumerateRunes().Count()) <= most)
        .Select(text => $"{text.Index}\t{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(trims ? text.Item.TrimEnd(' ') : text.Item))}"));
}
