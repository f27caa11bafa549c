using System.Text;
using Spectre.Console.Rendering;

namespace StageTools.Terminal.Output;

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
