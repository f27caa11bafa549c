namespace StageTools.Terminal.Prompting;

/// <summary>The text that is being typed, and the caret in it. What looks like one character is one, whatever it is made of.</summary>
internal sealed class EditBuffer
{
    private string _killed = string.Empty;

    /// <summary>The text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>Where the caret stands.</summary>
    public int Caret { get; set; }

    /// <summary>Where its line begins.</summary>
    public int LineStart => Text.LastIndexOf('\n', Math.Max(0, Caret - 1), Caret) + 1;

    /// <summary>Where its line ends.</summary>
    public int LineEnd => Text.IndexOf('\n', Caret) is >= 0 and var end ? end : Text.Length;

    /// <summary>Where the character before the caret begins.</summary>
    public int Left
    {
        get
        {
            // Where characters begin is known only from the left; a line is short enough for that.
            var start = Caret > 0 && Text[Caret - 1] == '\n' ? Caret - 1 : LineStart;
            while (After(start) < Caret)
                start = After(start);

            return start;
        }
    }

    /// <summary>Where the character at the caret ends.</summary>
    public int Right => After(Caret);

    /// <summary>Where the word before the caret begins.</summary>
    public int WordStart => StartOf(char.IsLetterOrDigit);

    /// <summary>Where the next word ends.</summary>
    public int WordEnd
    {
        get
        {
            var end = Caret;
            while (end < Text.Length && !char.IsLetterOrDigit(Text[end]))
                end++;

            while (end < Text.Length && char.IsLetterOrDigit(Text[end]))
                end++;

            return end;
        }
    }

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
    public void Backspace() => Replace(Left, string.Empty);

    /// <summary>Removes the character at the caret.</summary>
    public void Delete() => Remove(Caret, Right);

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
    public void KillWord() => Kill(StartOf(static character => !char.IsWhiteSpace(character)), Caret);

    /// <summary>Puts in what was removed last.</summary>
    public void Yank() => Insert(_killed);

    private int StartOf(Func<char, bool> isOfWord)
    {
        var start = Caret;
        while (start > 0 && !isOfWord(Text[start - 1]))
            start--;

        while (start > 0 && isOfWord(Text[start - 1]))
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
}
