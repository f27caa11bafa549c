using Microsoft.CodeAnalysis.Text;

namespace StageTools.Mutants;

/// <summary>A small change of the engine's source.</summary>
/// <param name="File">Where, from the engine's folder on.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Text">By what.</param>
/// <param name="Kind">Of which kind it is, in a few words.</param>
/// <param name="Before">The line or lines as they stand, with one space between words: what finds the change again.</param>
/// <param name="After">The same once changed.</param>
internal sealed record Change(string File, TextSpan Span, string Text, string Kind, string Before, string After)
{
    /// <summary>A change in a text.</summary>
    public static Change In(string file, SourceText source, TextSpan span, string text, string kind)
    {
        var lines = TextSpan.FromBounds(source.Lines.GetLineFromPosition(span.Start).Start, source.Lines.GetLineFromPosition(span.End).End);
        var before = source.ToString(lines);
        var after = string.Concat(before.AsSpan(0, span.Start - lines.Start), text, before.AsSpan(span.End - lines.Start));
        return new(file, span, text, kind, OneLine(before), OneLine(after));
    }

    /// <summary>By which another run knows it.</summary>
    public (string File, string Before, string After) Key => (File, Before, After);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What is said by hand of changes that nobody can see, in <c>verdicts.tsv</c>: file, before, after, reason.</summary>
internal sealed class Verdicts
{
    private readonly Dictionary<(string, string, string), string> _reasons;

    public Verdicts(string path) => _reasons = File.ReadLines(path)
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => line.Split('\t'))
        .ToDictionary(static fields => (fields[0], fields[1], fields[2]), static fields => fields[3]);

    /// <summary>Why nobody can see it; null where nothing is said of it.</summary>
    public string? Of(Change change) => _reasons.GetValueOrDefault(change.Key);
}
