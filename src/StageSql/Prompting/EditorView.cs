namespace StageTools.Terminal.Prompting;

/// <summary>Draws what is being typed, again after every key: as many of its rows, around the caret, as the terminal has. It knows in which of them
/// the cursor stands.</summary>
internal sealed class EditorView(ITerminal terminal)
{
    private int _top;
    private int _cursorRow;

    /// <summary>Draws the text with its prompts, and puts the cursor where the caret is.</summary>
    public void Draw(string firstPrompt, string nextPrompt, string text, int caret) =>
        Draw(firstPrompt, nextPrompt, text, caret, Math.Max(1, terminal.Height));

    /// <summary>Draws all of the text, with a mark behind it, and begins anew below: what was drawn stays.</summary>
    public void Leave(string firstPrompt, string nextPrompt, string text, string mark)
    {
        Draw(firstPrompt, nextPrompt, text, text.Length, int.MaxValue);
        Restart(mark + "\r\n");
    }

    /// <summary>Begins anew on an empty terminal.</summary>
    public void Clear() => Restart("\x1b[H\x1b[2J");

    private void Draw(string firstPrompt, string nextPrompt, string text, int caret, int height)
    {
        var rows = new TextRows(Math.Max(2, terminal.Width));
        var (start, caretRow, caretColumn) = (0, 0, 0);
        foreach (var line in text.Split('\n'))
        {
            var before = Math.Clamp(caret - start, 0, line.Length);
            rows.Begin(start == 0 ? firstPrompt : nextPrompt);
            rows.Add(Shown(line[..before]));
            if (caret >= start)
                (caretRow, caretColumn) = rows.End;

            rows.Add(Shown(line[before..]));
            start += line.Length + 1;
        }

        var shown = Math.Min(rows.Count, height);
        _top = Math.Clamp(_top, Math.Max(0, caretRow - shown + 1), Math.Min(caretRow, rows.Count - shown));
        var end = _top + shown;
        terminal.Write(
            $"{Up(_cursorRow)}\r{rows.Text(_top, end)}{Up(end - 1 - caretRow)}\r{(caretColumn > 0 ? $"\x1b[{caretColumn}C" : string.Empty)}");
        _cursorRow = caretRow - _top;
    }

    private void Restart(string sequence)
    {
        terminal.Write(sequence);
        (_top, _cursorRow) = (0, 0);
    }

    private static string Shown(string text) => ShownText.Of(text.Replace("\t", "    ", StringComparison.Ordinal));

    private static string Up(int rows) => rows > 0 ? $"\x1b[{rows}A" : string.Empty;
}

/// <summary>Lines as the rows of a terminal that they take: where one is full, the line goes on in the next.</summary>
internal sealed class TextRows(int width)
{
    private readonly List<Row> _rows = [];

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Where the next character would stand.</summary>
    public (int Row, int Column) End => (_rows.Count - 1, _rows[^1].Places);

    /// <summary>Begins a line with a text.</summary>
    public void Begin(string text)
    {
        _rows.Add(new Row(IsBegin: true));
        Add(text);
    }

    /// <summary>Adds a text to the line.</summary>
    public void Add(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            var places = CellWidth.Of(character);
            if (_rows[^1].Places + places > width)
                _rows.Add(new Row(IsBegin: false));

            _rows[^1].Text.Append(character);
            _rows[^1].Places += places;
        }

        if (_rows[^1].Places == width)
            _rows.Add(new Row(IsBegin: false));
    }

    /// <summary>What draws the rows from one to before another over whatever stands there, and wipes what stands below. A terminal that is wiped from
    /// its very top may keep that in what can be scrolled back to, so it is not.</summary>
    public string Text(int start, int end)
    {
        var text = new StringBuilder();
        for (var i = start; i < end; i++)
        {
            // A full row leaves the cursor at its end; the next character goes to the next row, and so does the caret.
            text.Append(i > start && _rows[i].IsBegin ? "\r\n" : string.Empty);
            text.Append(!_rows[i].IsBegin && _rows[i].Text.Length == 0 ? " \r" : _rows[i].Text);
            if (_rows[i].Places < width)
                text.Append(i + 1 < end ? "\x1b[K" : "\x1b[J");
        }

        return text.ToString();
    }

    private sealed record Row(bool IsBegin)
    {
        public StringBuilder Text { get; } = new();

        public int Places { get; set; }
    }
}
