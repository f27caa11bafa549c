using StageTools.Terminal.Prompting;
using static StageTools.Terminal.Tests.FakeTerminal;

namespace StageTools.Terminal.Tests;

public sealed class PastingTests
{
    [Theory]
    [InlineData("SELECT\t1;\r\t-- note\r\nSELECT 2;", "SELECT\t1;\n\t-- note\nSELECT 2;")]
    [InlineData("COPY INTO @s FROM t;\nREMOVE @s;\n", "COPY INTO @s FROM t;\nREMOVE @s;\n")]
    [InlineData("'\x03\x04\x15\x1b[ü👩‍👧[201~';", "'\x03\x04\x15\x1b[ü👩‍👧[201~';")]
    [InlineData(";", ";")]
    [InlineData("", "")]
    public void What_is_pasted_is_one_text_as_it_stands(string pasted, string taken)
    {
        var editor = Editor(new FakeTerminal([.. Text("/*"), .. Pasted(pasted), .. Text("*/;\r")]));
        editor.Read().ShouldBe($"/*{taken}*/;");
    }

    [Fact]
    public void A_paste_in_parts_is_whole_wherever_they_end()
    {
        var keys = Pasted("SELECT\r1;").ToArray();
        for (var end = 1; end <= keys.Length; end++)
            Editor(new FakeTerminal([.. keys[..end], Pause, .. keys[end..], Pause, .. Text("\r")])).Read().ShouldBe(end == 1 ? "[200~SELECT\n1;" : "SELECT\n1;", customMessage: $"{end}");
    }

    [Fact]
    public void A_mark_whose_Escape_was_lost_ends_what_is_pasted()
    {
        Editor(new FakeTerminal([.. Pasted("1;").Where((_, i) => i != 8), Pause, .. Text("\r")])).Read().ShouldBe("1;");
    }

    [Fact]
    public void A_paste_that_does_not_end_is_given_up_by_an_interrupt()
    {
        Editor(new FakeTerminal([.. Text("\x1b[200~SELECT\x03"), Pause, .. Text("1;\r")])).Read().ShouldBe("1;");
        Editor(new FakeTerminal([.. Text("\x1b[2\x03"), Pause, .. Text("1;\r")])).Read().ShouldBe("1;");
    }

    [Fact]
    public void A_sequence_that_no_key_is_known_for_is_no_text()
    {
        Editor(new FakeTerminal([.. Text("1\x1b[I2\x1b[1;9Z\x1bx;\r")])).Read().ShouldBe("12;");
    }

    [Fact]
    public void A_paste_leaves_the_search()
    {
        Editor(new FakeTerminal([Control(ConsoleKey.R), .. Text("x"), .. Pasted("1;\r"), .. Text("\r")])).Read().ShouldBe("1;\n");
    }

    [Fact]
    public void Without_marks_tabs_and_line_feeds_are_text_too()
    {
        Editor(new FakeTerminal(Text("SELECT -- note\n\t1\n;\r"))).Read().ShouldBe("SELECT -- note\n\t1\n;");
    }

    [Fact]
    public void Marks_are_asked_for_while_a_text_is_typed_and_no_longer()
    {
        foreach (var keys in (IEnumerable<ConsoleKeyInfo>[])[Text("1;\r"), [Control(ConsoleKey.C)], [Control(ConsoleKey.D)]])
        {
            var terminal = new FakeTerminal(keys);
            Editor(terminal).Read();
            terminal.Written.ShouldStartWith("\x1b[?2004h");
            terminal.Written.ShouldEndWith("\x1b[?2004l");
        }
    }

    private static LineEditor Editor(ITerminal terminal) =>
        new(terminal, new History(file: null), static (_, _) => throw new InvalidOperationException("Nobody asked for words."), PromptInput.IsComplete);
}
