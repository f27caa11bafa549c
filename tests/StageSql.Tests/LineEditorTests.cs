using StageTools.Terminal.Prompting;
using static StageTools.Terminal.Tests.FakeTerminal;

namespace StageTools.Terminal.Tests;

public sealed class LineEditorTests
{
    private readonly History _history = new(file: null);

    [Fact]
    public void A_statement_goes_on_over_lines_until_its_semicolon()
    {
        Read(Text("SELECT ';' -- ;\rAS x\r;\r")).ShouldBe("SELECT ';' -- ;\nAS x\n;");
    }

    [Fact]
    public void What_is_pasted_behind_a_statement_is_the_next_one()
    {
        var editor = Editor(new FakeTerminal(Text("LIST @~;\rSHOW STAGES;\r")), new FakeCompleter());
        editor.Read().ShouldBe("LIST @~;");
        editor.Read().ShouldBe("SHOW STAGES;");
    }

    [Fact]
    public void Keys_move_remove_and_put_in_again()
    {
        Read([.. Text("ab"), Key(ConsoleKey.LeftArrow), .. Text("X"), Key(ConsoleKey.Home), .. Text("<"), Key(ConsoleKey.End), .. Text(">;\r")]).ShouldBe("<aXb>;");
        Read([.. Text("abc"), Key(ConsoleKey.Backspace), Key(ConsoleKey.Home), Key(ConsoleKey.Delete), Control(ConsoleKey.E), .. Text(";\r")]).ShouldBe("b;");
        Read([.. Text("one two"), Control(ConsoleKey.W), .. Text("3;"), Control(ConsoleKey.Y), .. Text(";\r")]).ShouldBe("one 3;two;");
        Read([.. Text("rest;"), Control(ConsoleKey.A), Control(ConsoleKey.K), .. Text("x "), Control(ConsoleKey.Y), .. Text("\r")]).ShouldBe("x rest;");
        Read([.. Text("gone"), Control(ConsoleKey.U), .. Text("SHOW STAGES;\r")]).ShouldBe("SHOW STAGES;");
        Read([.. Text("one two;"), Control(ConsoleKey.LeftArrow), .. Text("X"), Control(ConsoleKey.A), Control(ConsoleKey.RightArrow), .. Text("Y\r")]).ShouldBe("oneY Xtwo;");
    }

    [Fact]
    public void What_looks_like_one_character_is_removed_as_one()
    {
        Read([.. Text("'e\u0301"), Key(ConsoleKey.Backspace), .. Text("👩‍👩‍👧"), Key(ConsoleKey.Backspace), .. Text("';\r")]).ShouldBe("'';");
    }

    [Fact]
    public void Arrows_walk_through_the_lines_and_then_through_the_history()
    {
        _history.Add("first;", isSecret: false);
        _history.Add("a\nb;", isSecret: false);
        Read([Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), .. Text("\r")]).ShouldBe("first;");
        Read([.. Text("typed;"), Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), .. Text("\r")]).ShouldBe("typed;");
        Read([Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), .. Text("X"), Key(ConsoleKey.DownArrow), .. Text("Y;\r")]).ShouldBe("aX\nb;Y;");
    }

    [Fact]
    public void Control_R_searches_the_history()
    {
        _history.Add("SHOW STAGES;", isSecret: false);
        _history.Add("LIST @sales;", isSecret: false);
        _history.Add("LIST @~;", isSecret: false);
        Read([Control(ConsoleKey.R), .. Text("list"), .. Text("\r")]).ShouldBe("LIST @~;");
        Read([Control(ConsoleKey.R), .. Text("list"), Control(ConsoleKey.R), .. Text("\r")]).ShouldBe("LIST @sales;");
        Read([Control(ConsoleKey.R), .. Text("show"), Key(ConsoleKey.LeftArrow), .. Text(" \r")]).ShouldBe("SHOW STAGES; ");
        Read([.. Text("kept"), Control(ConsoleKey.R), .. Text("show"), Key(ConsoleKey.Escape), Pause, .. Text(";\r")]).ShouldBe("kept;");
    }

    [Fact]
    public void Control_C_gives_a_text_up_and_Control_D_leaves()
    {
        Read([.. Text("SELECT"), Control(ConsoleKey.C)]).ShouldBe("");
        Read([Control(ConsoleKey.D)]).ShouldBeNull();
        Read([.. Text("ab;"), Key(ConsoleKey.Home), Control(ConsoleKey.D), .. Text("\r")]).ShouldBe("b;");
    }

    [Fact]
    public void Tab_completes_what_is_common_and_shows_the_choices()
    {
        Read([.. Text("LIST @s"), Key(ConsoleKey.Tab), Pause, .. Text(";\r")], "@sales/").ShouldBe("LIST @sales/;");
        var terminal = new FakeTerminal([.. Text("LIST @s"), Key(ConsoleKey.Tab), Pause, Key(ConsoleKey.Tab), Pause, .. Text(";\r")]);
        Editor(terminal, new FakeCompleter("@sales/", "@salt/")).Read().ShouldBe("LIST @sal;");
        terminal.Written.ShouldContain("@sales/  @salt/");
    }

    [Fact]
    public void A_text_with_control_characters_is_drawn_without_them()
    {
        _history.Add("SELECT '\x1b[2J';", isSecret: false);
        var terminal = new FakeTerminal([Key(ConsoleKey.UpArrow), .. Text("\r")]);
        Editor(terminal, new FakeCompleter()).Read().ShouldBe("SELECT '\x1b[2J';");
        terminal.Written.ShouldContain(@"'\x1b[2J'");
    }

    private string? Read(IEnumerable<ConsoleKeyInfo> keys, params string[] completions) => Editor(new FakeTerminal(keys), new FakeCompleter(completions)).Read();

    private LineEditor Editor(ITerminal terminal, FakeCompleter completer) => new(terminal, _history, completer.Complete, PromptInput.IsComplete);

    private sealed class FakeCompleter(params string[] words)
    {
        public Completion Complete(string text, int caret) => new(text.LastIndexOf('@'), words);
    }
}
