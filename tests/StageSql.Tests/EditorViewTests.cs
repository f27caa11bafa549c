using StageTools.Terminal.Prompting;
using static StageTools.Terminal.Tests.FakeTerminal;

namespace StageTools.Terminal.Tests;

public sealed class EditorViewTests
{
    private const string Prompt = "stage> ";
    private static readonly string Tall = string.Join('\n', Enumerable.Range(1, 60).Select(i => $"line {i}"));

    [Fact]
    public void A_text_taller_than_the_terminal_is_shown_around_the_caret()
    {
        var terminal = new FakeTerminal();
        var view = new EditorView(terminal);
        for (var caret = Tall.Length; caret >= 0; caret--)
            AssertDrawn(view, terminal, Tall, caret);

        for (var caret = 0; caret <= Tall.Length; caret++)
            AssertDrawn(view, terminal, Tall, caret);

        terminal.Screen.Gone.ShouldBe(0);
        terminal.Screen.Rows.Count().ShouldBe(24);
    }

    [Fact]
    public void A_text_that_is_left_stands_there_whole_and_once()
    {
        var terminal = new FakeTerminal([.. Pasted(Tall), .. Enumerable.Repeat(Key(ConsoleKey.UpArrow), 34).SelectMany(static key => (ConsoleKeyInfo[])[key, Pause]), .. Text("X"), Pause, .. Text(";\r")]);
        var text = new LineEditor(terminal, new History(file: null), static (_, _) => new Completion(0, []), static _ => true).Read()!;
        text.ShouldContain("line 26X;\n");
        terminal.Screen.Rows.ShouldBe([.. text.Split('\n').Select((line, i) => (i == 0 ? Prompt : LineEditor.NextPrompt) + line), ""]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(19)]
    [InlineData(2)]
    public void The_cursor_stands_where_the_caret_is(int width)
    {
        foreach (var text in (string[])["0123456789012345678901234567890", "漢字漢字漢字漢字漢字漢字", "1漢字漢字漢字\n字漢字漢字漢字漢", "0123456789012\n", "012345678901\n\n漢", ""])
        {
            var terminal = new FakeTerminal { Width = width, Height = 6 };
            var view = new EditorView(terminal);
            for (var caret = 0; caret <= text.Length; caret++)
                AssertDrawn(view, terminal, text, caret);
        }
    }

    [Fact]
    public void A_tab_is_drawn_as_blanks()
    {
        var terminal = new FakeTerminal();
        AssertDrawn(new EditorView(terminal), terminal, "\tx", 2);
        terminal.Screen.Rows.ShouldBe([Prompt + "    x"]);
    }

    // What was written of the line up to the caret ends where the cursor stands.
    private static void AssertDrawn(EditorView view, FakeTerminal terminal, string text, int caret)
    {
        view.Draw(Prompt, LineEditor.NextPrompt, text, caret);
        var line = text.LastIndexOf('\n', Math.Max(0, caret - 1), caret) + 1;
        var whole = new FakeScreen(terminal.Width, height: 1000);
        whole.Write((line == 0 ? Prompt : LineEditor.NextPrompt) + text[line..caret].Replace("\t", "    "));
        (string, int) expected = whole.Cursor.Column == terminal.Width ? ("", 0) : (whole.BeforeCursor, whole.Cursor.Column);
        (terminal.Screen.BeforeCursor, terminal.Screen.Cursor.Column).ShouldBe(expected, customMessage: $"{text} {caret}");
    }
}
