namespace StageTools.Terminal.Prompting;

/// <summary>Draws what is being typed, again after every key, and knows in which row of the terminal the cursor stands.</summary>
internal sealed class EditorView(ITerminal terminal)
{
    private int _cursorRow;

    /// <summary>Draws the text with its prompts, and puts the cursor where the caret is.</summary>
    public void Draw(string firstPrompt, string nextPrompt, string text, int caret)
    {
        var width = Math.Max(2, terminal.Width);
        var drawn = new StringBuilder(Up(_cursorRow)).Append("\r\x1b[J");
        var (row, caretRow, caretColumn, start) = (0, 0, 0, 0);
        foreach (var line in text.Split('\n'))
        {
            var prompt = start == 0 ? firstPrompt : nextPrompt;
            drawn.Append(start == 0 ? string.Empty : "\r\n").Append(prompt).Append(ShownText.Of(line));
            if (caret >= start && caret <= start + line.Length)
            {
                var before = prompt.Length + CellWidth.Of(ShownText.Of(line[..(caret - start)]));
                (caretRow, caretColumn) = (row + (before / width), before % width);
            }

            var places = prompt.Length + CellWidth.Of(ShownText.Of(line));
            if (places > 0 && places % width == 0)
            {
                // A full row leaves the cursor at its end; the next character would go to the next row, and so does the caret.
                drawn.Append(" \r");
            }

            row += (places / width) + 1;
            start += line.Length + 1;
        }

        drawn.Append(Up(row - 1 - caretRow)).Append('\r').Append(caretColumn > 0 ? $"\x1b[{caretColumn}C" : string.Empty);
        terminal.Write(drawn.ToString());
        _cursorRow = caretRow;
    }

    /// <summary>Begins anew below: what was drawn stays.</summary>
    public void Leave() => Restart("\r\n");

    /// <summary>Begins anew on an empty terminal.</summary>
    public void Clear() => Restart("\x1b[H\x1b[2J");

    private void Restart(string sequence)
    {
        terminal.Write(sequence);
        _cursorRow = 0;
    }

    private static string Up(int rows) => rows > 0 ? $"\x1b[{rows}A" : string.Empty;
}
