namespace StageTools.Terminal.Prompting;

/// <summary>What the keys do that change a text, or move in it: those that shells have.</summary>
internal static class EditorKeys
{
    /// <summary>Does what a key is for.</summary>
    public static void Press(EditBuffer buffer, ConsoleKeyInfo key)
    {
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control))
        {
            PressWithControl(buffer, key.Key);
        }
        else if (key.Modifiers.HasFlag(ConsoleModifiers.Alt) && key.Key is (ConsoleKey.Backspace or ConsoleKey.B or ConsoleKey.F))
        {
            PressWithAlt(buffer, key.Key);
        }
        else
        {
            PressAlone(buffer, key);
        }
    }

    private static void PressAlone(EditBuffer buffer, ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                buffer.Insert("\n");
                break;
            case ConsoleKey.Backspace:
                buffer.Backspace();
                break;
            case ConsoleKey.Delete:
                buffer.Delete();
                break;
            case ConsoleKey.LeftArrow:
                buffer.Left();
                break;
            case ConsoleKey.RightArrow:
                buffer.Right();
                break;
            case ConsoleKey.Home:
                buffer.Home();
                break;
            case ConsoleKey.End:
                buffer.End();
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    buffer.Insert(key.KeyChar.ToString());

                break;
        }
    }

    private static void PressWithAlt(EditBuffer buffer, ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.Backspace:
                buffer.KillWord();
                break;
            case ConsoleKey.B:
                buffer.WordLeft();
                break;
            default:
                buffer.WordRight();
                break;
        }
    }

    private static void PressWithControl(EditBuffer buffer, ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                buffer.Home();
                break;
            case ConsoleKey.E:
                buffer.End();
                break;
            case ConsoleKey.B:
                buffer.Left();
                break;
            case ConsoleKey.F:
                buffer.Right();
                break;
            case ConsoleKey.D:
                buffer.Delete();
                break;
            case ConsoleKey.H:
                buffer.Backspace();
                break;
            case ConsoleKey.J:
                buffer.Insert("\n");
                break;
            case ConsoleKey.K:
                buffer.KillToEnd();
                break;
            case ConsoleKey.U:
                buffer.KillToStart();
                break;
            case ConsoleKey.W or ConsoleKey.Backspace:
                buffer.KillWord();
                break;
            case ConsoleKey.Y:
                buffer.Yank();
                break;
            case ConsoleKey.LeftArrow:
                buffer.WordLeft();
                break;
            case ConsoleKey.RightArrow:
                buffer.WordRight();
                break;
        }
    }
}
