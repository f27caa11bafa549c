namespace StageTools.Statements.Parts;

/// <summary>The lines of a text: which line and column a place of it is in.</summary>
internal sealed class TextLines(string text)
{
    private List<int>? _starts;

    /// <summary>The line and the character of it, both from 1.</summary>
    public (int Line, int Column) Of(int position)
    {
        _starts ??= Find(text);
        var index = _starts.BinarySearch(position);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, position - _starts[line] + 1);
    }

    private static List<int> Find(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.AsSpan().IndexOfAny('\r', '\n'); at >= 0 && at < text.Length;)
        {
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            starts.Add(at);
            var next = text.AsSpan(at).IndexOfAny('\r', '\n');
            at = next < 0 ? text.Length : at + next;
        }

        return starts;
    }
}
