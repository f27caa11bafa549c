namespace StageTools.Terminal.Prompting;

/// <summary>Lets somebody type a statement, over as many lines as it wants, with the keys that shells have.</summary>
/// <param name="terminal">Where it is typed.</param>
/// <param name="history">What was typed before.</param>
/// <param name="complete">What Tab asks: what the word that ends at a place of a text may become.</param>
/// <param name="isComplete">Whether Enter ends a text, or begins its next line.</param>
internal sealed class LineEditor(
    ITerminal terminal, History history, Func<string, int, Completion> complete, Func<string, bool> isComplete)
{
    /// <summary>What stands before the first line.</summary>
    public const string FirstPrompt = "stage> ";

    /// <summary>What stands before the lines that follow.</summary>
    public const string NextPrompt = "    -> ";

    private const int MostShown = 100;

    private readonly EditorView _view = new(terminal);
    private EditBuffer _buffer = new();
    private int _entry;
    private string _typed = string.Empty;

    /// <summary>Reads a text; null where it was left (Ctrl+D), the empty text where it was given up (Ctrl+C).</summary>
    public string? Read()
    {
        using var pasting = new Pasting(terminal);
        _buffer = new EditBuffer();
        (_entry, _typed) = (history.Entries.Count, string.Empty);
        Draw();
        while (true)
        {
            var key = terminal.ReadKey();
            var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.C when control:
                    Leave("^C");
                    return string.Empty;
                case ConsoleKey.D when control && _buffer.Text.Length == 0:
                    Leave(string.Empty);
                    return null;
                case ConsoleKey.R when control:
                    if (Search(pasting) is { } found)
                        return found;

                    break;
                case ConsoleKey.Enter when isComplete(_buffer.Text):
                    return Accept();
                case ConsoleKey.UpArrow:
                case ConsoleKey.P when control:
                    Up();
                    break;
                case ConsoleKey.DownArrow:
                case ConsoleKey.N when control:
                    Down();
                    break;
                case ConsoleKey.L when control:
                    _view.Clear();
                    break;
                case ConsoleKey.Tab when !terminal.HasKey:
                    Complete();
                    break;
                case ConsoleKey.Escape when terminal.HasKey:
                    _buffer.Insert(pasting.Read());
                    break;
                default:
                    EditorKeys.Press(_buffer, key);
                    break;
            }

            // What was pasted is drawn once, not after every character.
            if (!terminal.HasKey)
                Draw();
        }
    }

    private string Accept()
    {
        Leave(string.Empty);
        return _buffer.Text;
    }

    private void Leave(string mark) => _view.Leave(FirstPrompt, NextPrompt, _buffer.Text, mark);

    private void Draw() => _view.Draw(FirstPrompt, NextPrompt, _buffer.Text, _buffer.Caret);

    private void Up()
    {
        if (!_buffer.IsInFirstLine)
        {
            _buffer.Up();
        }
        else if (_entry > 0)
        {
            _typed = _entry == history.Entries.Count ? _buffer.Text : _typed;
            _buffer.Set(history.Entries[--_entry]);
        }
    }

    private void Down()
    {
        if (!_buffer.IsInLastLine)
        {
            _buffer.Down();
        }
        else if (_entry < history.Entries.Count)
        {
            _buffer.Set(++_entry == history.Entries.Count ? _typed : history.Entries[_entry]);
        }
    }

    private void Complete()
    {
        var completion = complete(_buffer.Text, _buffer.Caret);
        if (completion.Words.Count == 0)
            return;

        var common = completion.CommonStart;
        if (common.Length > _buffer.Caret - completion.Start || completion.Words.Count == 1)
        {
            _buffer.Replace(completion.Start, common);
            return;
        }

        Leave(string.Empty);
        terminal.Write(
            string.Join("  ", completion.Words.Take(MostShown).Select(ShownText.Of))
                + (completion.Words.Count > MostShown ? "  …" : string.Empty)
                + "\r\n");
    }

    // Ctrl+R, letters of what is sought, Ctrl+R for one before; Enter takes it, Escape and Ctrl+C give up.
    private string? Search(Pasting pasting)
    {
        var (sought, at) = (string.Empty, history.Entries.Count);
        while (true)
        {
            var found = at >= 0 && at < history.Entries.Count ? history.Entries[at] : string.Empty;
            _view.Draw($"(search '{ShownText.Of(sought)}') ", NextPrompt, found, found.Length);
            var key = terminal.ReadKey();
            var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (key.Key is ConsoleKey.Escape || (control && key.Key is ConsoleKey.C or ConsoleKey.G))
            {
                if (key.Key is ConsoleKey.Escape && terminal.HasKey)
                    _buffer.Insert(pasting.Read());

                return null;
            }

            if (control && key.Key is ConsoleKey.R)
            {
                at = history.FindBack(sought, at) is >= 0 and var before ? before : at;
            }
            else if (key.Key is ConsoleKey.Backspace && sought.Length > 0)
            {
                sought = sought[..^1];
                at = history.FindBack(sought, history.Entries.Count);
            }
            else if (!control && !char.IsControl(key.KeyChar))
            {
                sought += key.KeyChar;
                at = history.FindBack(sought, history.Entries.Count);
            }
            else
            {
                _buffer.Set(found.Length > 0 ? found : _buffer.Text);
                return key.Key is ConsoleKey.Enter && found.Length > 0 && isComplete(found) ? Accept() : null;
            }
        }
    }
}
