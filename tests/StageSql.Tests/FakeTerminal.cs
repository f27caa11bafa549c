using StageTools.Terminal.Prompting;

namespace StageTools.Terminal.Tests;

/// <summary>A terminal whose keys were typed beforehand, and come at once but for pauses, as .NET reads them on Unix.</summary>
internal sealed class FakeTerminal(params IEnumerable<ConsoleKeyInfo> keys) : ITerminal
{
    private readonly Queue<ConsoleKeyInfo> _keys = new(keys);
    private FakeScreen? _screen;

    /// <summary>Nobody types.</summary>
    public static ConsoleKeyInfo Pause { get; }

    public int Width { get; init; } = 80;

    public int Height { get; init; } = 24;

    public bool HasKey => _keys.TryPeek(out var next) && next != Pause;

    public string Written { get; private set; } = "";

    public FakeScreen Screen => _screen ??= new FakeScreen(Width, Height);

    public static IEnumerable<ConsoleKeyInfo> Text(string text) => text.Select(c => c switch
    {
        '\r' => new ConsoleKeyInfo(c, ConsoleKey.Enter, shift: false, alt: false, control: false),
        '\n' => new ConsoleKeyInfo(c, ConsoleKey.Enter, shift: false, alt: false, control: true),
        '\t' => new ConsoleKeyInfo(c, ConsoleKey.Tab, shift: false, alt: false, control: false),
        '\x1b' => new ConsoleKeyInfo(c, ConsoleKey.Escape, shift: false, alt: false, control: false),
        _ => new ConsoleKeyInfo(c, ConsoleKey.None, shift: false, alt: false, control: false),
    });

    /// <summary>What a terminal that was asked for marks makes of a text that is pasted.</summary>
    public static IEnumerable<ConsoleKeyInfo> Pasted(string text) => Text($"\x1b[200~{text}\x1b[201~");

    public static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    public static ConsoleKeyInfo Control(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: true);

    public ConsoleKeyInfo ReadKey()
    {
        while (_keys.Peek() == Pause)
            _keys.Dequeue();

        return _keys.Dequeue();
    }

    public void Write(string text)
    {
        Written += text;
        Screen.Write(text);
    }
}
