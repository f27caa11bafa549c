using StageTools.Terminal.Prompting;

namespace StageTools.Terminal.Tests;

/// <summary>A terminal whose keys were typed beforehand.</summary>
internal sealed class FakeTerminal(params IEnumerable<ConsoleKeyInfo> keys) : ITerminal
{
    private readonly Queue<ConsoleKeyInfo> _keys = new(keys);

    public int Width { get; init; } = 80;

    public bool HasKey => _keys.Count > 0;

    public string Written { get; private set; } = "";

    public static IEnumerable<ConsoleKeyInfo> Text(string text) =>
        text.Select(c => c == '\r' ? Key(ConsoleKey.Enter) : new ConsoleKeyInfo(c, ConsoleKey.None, shift: false, alt: false, control: false));

    public static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    public static ConsoleKeyInfo Control(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: true);

    public ConsoleKeyInfo ReadKey() => _keys.Dequeue();

    public void Write(string text) => Written += text;
}
