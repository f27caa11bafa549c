using Spectre.Console.Rendering;

namespace StageTools.Terminal.Output;

/// <summary>Text for a terminal: what would drive it is shown, not sent.</summary>
internal static class ShownText
{
    /// <summary>The text with control characters, marks of writing direction and halves of pairs as <c>\n</c>, <c>\x1b</c>, <c>\u202e</c>.</summary>
    public static string Of(string text)
    {
        var first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        return first < 0 ? text : Escape(text, first);
    }

    /// <summary>The same of a text of several lines, whose line ends stay.</summary>
    public static string OfLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Of));

    private static string Escape(string text, int first)
    {
        var shown = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                shown.Append(text, i++, 2);
            }
            else
            {
                _ = text[i] switch
                {
                    '\n' => shown.Append(@"\n"),
                    '\r' => shown.Append(@"\r"),
                    '\t' => shown.Append(@"\t"),
                    < ' ' or '\x7f' => shown.Append(CultureInfo.InvariantCulture, $@"\x{(int)text[i]:x2}"),
                    var harmless when IsHarmless(harmless) => shown.Append(harmless),
                    _ => shown.Append(CultureInfo.InvariantCulture, $@"\u{(int)text[i]:x4}"),
                };
            }
        }

        return shown.ToString();
    }

    // Joiners hold emoji and the letters of some scripts together, and change nothing else.
    private static bool IsHarmless(char character) => character is '\u200c' or '\u200d' || char.GetUnicodeCategory(character) is not
        (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator);
}

/// <summary>How wide text is on a terminal: a Chinese character takes two places, an accent none.</summary>
internal static class CellWidth
{
    /// <summary>The places a text takes.</summary>
    public static int Of(ReadOnlySpan<char> text) => Ascii.IsValid(text) ? text.Length : Measure(text);

    /// <summary>How much of a text fits into so many places.</summary>
    public static int Fitting(string text, int places)
    {
        if (Ascii.IsValid(text))
            return Math.Min(text.Length, places);

        var taken = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            taken += Measure(text.AsSpan(length, rune.Utf16SequenceLength));
            if (taken > places)
                break;

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private static int Measure(ReadOnlySpan<char> text) => Math.Max(0, new Segment(text.ToString()).CellCount());
}
