namespace StageTools.Terminal.Prompting;

/// <summary>The text that is being typed, and the caret in it. What looks like one character is one, whatever it is made of.</summary>
internal sealed class EditBuffer
{
    private string _killed = string.Empty;

    /// <summary>The text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>Where the caret stands.</summary>
    public int Caret { get; private set; }

    private int LineStart => Text.LastIndexOf('\n', Math.Max(0, Caret - 1), Caret) + 1;

    private int LineEnd => Text.IndexOf('\n', Caret) is >= 0 and var end ? end : Text.Length;

    /// <summary>Whether the caret stands in the first line.</summary>
    public bool IsInFirstLine => LineStart == 0;

    /// <summary>Whether the caret stands in the last line.</summary>
    public bool IsInLastLine => LineEnd == Text.Length;

    /// <summary>Puts another text in the place of all; the caret stands at its end.</summary>
    public void Set(string text) => (Text, Caret) = (text, text.Length);

    /// <summary>Puts a text in the place of what stands from a place to the caret.</summary>
    public void Replace(int start, string text)
    {
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(Caret));
        Caret = start + text.Length;
    }

    /// <summary>Inserts a text at the caret.</summary>
    public void Insert(string text) => Replace(Caret, text);

    /// <summary>Removes the character before the caret.</summary>
    public void Backspace() => Replace(Before(Caret), string.Empty);

    /// <summary>Removes the character at the caret.</summary>
    public void Delete() => Remove(Caret, After(Caret));

    /// <summary>Moves the caret one character to the left.</summary>
    public void Left() => Caret = Before(Caret);

    /// <summary>Moves the caret one character to the right.</summary>
    public void Right() => Caret = After(Caret);

    /// <summary>Moves the caret to the beginning of the word before it.</summary>
    public void WordLeft() => Caret = WordStart();

    /// <summary>Moves the caret behind the next word.</summary>
    public void WordRight()
    {
        while (Caret < Text.Length && !char.IsLetterOrDigit(Text[Caret]))
            Caret++;

        while (Caret < Text.Length && char.IsLetterOrDigit(Text[Caret]))
            Caret++;
    }

    /// <summary>Moves the caret to the beginning of its line.</summary>
    public void Home() => Caret = LineStart;

    /// <summary>Moves the caret to the end of its line.</summary>
    public void End() => Caret = LineEnd;

    /// <summary>Moves the caret to the end of the text.</summary>
    public void ToEnd() => Caret = Text.Length;

    /// <summary>Moves the caret a line up.</summary>
    public void Up()
    {
        var (column, end) = (Caret - LineStart, LineStart - 1);
        Caret = end;
        Caret = Math.Min(LineStart + column, end);
    }

    /// <summary>Moves the caret a line down.</summary>
    public void Down()
    {
        var column = Caret - LineStart;
        Caret = LineEnd + 1;
        Caret = Math.Min(Caret + column, LineEnd);
    }

    /// <summary>Removes what stands from the caret to the line's end, to be put in elsewhere.</summary>
    public void KillToEnd() => Kill(Caret, LineEnd == Caret && Caret < Text.Length ? Caret + 1 : LineEnd);

    /// <summary>Removes what stands from the line's beginning to the caret, to be put in elsewhere.</summary>
    public void KillToStart() => Kill(LineStart, Caret);

    /// <summary>Removes the word before the caret, to be put in elsewhere.</summary>
    public void KillWord()
    {
        var start = Caret;
        while (start > 0 && char.IsWhiteSpace(Text[start - 1]))
            start--;

        while (start > 0 && !char.IsWhiteSpace(Text[start - 1]))
            start--;

        Kill(start, Caret);
    }

    /// <summary>Puts in what was removed last.</summary>
    public void Yank() => Insert(_killed);

    private int WordStart()
    {
        var start = Caret;
        while (start > 0 && !char.IsLetterOrDigit(Text[start - 1]))
            start--;

        while (start > 0 && char.IsLetterOrDigit(Text[start - 1]))
            start--;

        return start;
    }

    private void Kill(int start, int end)
    {
        if (end > start)
        {
            _killed = Text[start..end];
            Remove(start, end);
        }
    }

    private void Remove(int start, int end) => (Text, Caret) = (string.Concat(Text.AsSpan(0, start), Text.AsSpan(end)), start);

    private int After(int index) => index >= Text.Length ? index : index + System.Globalization.StringInfo.GetNextTextElementLength(Text, index);

    // Where characters begin is known only from the left; a line is short enough for that.
    private int Before(int index)
    {
        var start = index > 0 && Text[index - 1] == '\n' ? index - 1 : LineStart;
        while (start < index)
        {
            var next = After(start);
            if (next >= index)
                return start;

            start = next;
        }

        return start;
    }
}
