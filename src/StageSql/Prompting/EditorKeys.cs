using static System.ConsoleModifiers;

namespace StageTools.Terminal.Prompting;

/// <summary>What the keys do that change a text, or move in it: those that shells have.</summary>
internal static class EditorKeys
{
    private static readonly Dictionary<(ConsoleModifiers Modifier, ConsoleKey Key), Action<EditBuffer>> Actions = new()
    {
        [(None, ConsoleKey.Enter)] = static buffer => buffer.Insert("\n"),
        [(None, ConsoleKey.Tab)] = static buffer => buffer.Insert("\t"),
        [(None, ConsoleKey.Backspace)] = static buffer => buffer.Backspace(),
        [(None, ConsoleKey.Delete)] = static buffer => buffer.Delete(),
        [(None, ConsoleKey.LeftArrow)] = static buffer => buffer.Caret = buffer.Left,
        [(None, ConsoleKey.RightArrow)] = static buffer => buffer.Caret = buffer.Right,
        [(None, ConsoleKey.Home)] = static buffer => buffer.Caret = buffer.LineStart,
        [(None, ConsoleKey.End)] = static buffer => buffer.Caret = buffer.LineEnd,
        [(Alt, ConsoleKey.Backspace)] = static buffer => buffer.KillWord(),
        [(Alt, ConsoleKey.B)] = static buffer => buffer.Caret = buffer.WordStart,
        [(Alt, ConsoleKey.F)] = static buffer => buffer.Caret = buffer.WordEnd,
        [(Control, ConsoleKey.A)] = static buffer => buffer.Caret = buffer.LineStart,
        [(Control, ConsoleKey.E)] = static buffer => buffer.Caret = buffer.LineEnd,
        [(Control, ConsoleKey.B)] = static buffer => buffer.Caret = buffer.Left,
        [(Control, ConsoleKey.F)] = static buffer => buffer.Caret = buffer.Right,
        [(Control, ConsoleKey.D)] = static buffer => buffer.Delete(),
        [(Control, ConsoleKey.H)] = static buffer => buffer.Backspace(),
        [(Control, ConsoleKey.J)] = static buffer => buffer.Insert("\n"),
        [(Control, ConsoleKey.Enter)] = static buffer => buffer.Insert("\n"),
        [(Control, ConsoleKey.K)] = static buffer => buffer.KillToEnd(),
        [(Control, ConsoleKey.U)] = static buffer => buffer.KillToStart(),
        [(Control, ConsoleKey.W)] = static buffer => buffer.KillWord(),
        [(Control, ConsoleKey.Backspace)] = static buffer => buffer.KillWord(),
        [(Control, ConsoleKey.Y)] = static buffer => buffer.Yank(),
        [(Control, ConsoleKey.LeftArrow)] = static buffer => buffer.Caret = buffer.WordStart,
        [(Control, ConsoleKey.RightArrow)] = static buffer => buffer.Caret = buffer.WordEnd,
    };

    /// <summary>Does what a key is for; one that is for nothing is a character of the text.</summary>
    public static void Press(EditBuffer buffer, ConsoleKeyInfo key)
    {
        var modifier = key.Modifiers.HasFlag(Control) ? Control
            : key.Modifiers.HasFlag(Alt) && Actions.ContainsKey((Alt, key.Key)) ? Alt
            : None;
        if (Actions.TryGetValue((modifier, key.Key), out var act))
        {
            act(buffer);
        }
        else if (modifier is not Control && !char.IsControl(key.KeyChar))
        {
            buffer.Insert(key.KeyChar.ToString());
        }
    }
}
