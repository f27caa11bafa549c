namespace StageTools.Terminal.Prompting;

/// <summary>The terminal of this process.</summary>
internal sealed class ConsoleTerminal : ITerminal
{
    private const int DefaultWidth = 80;

    /// <inheritdoc/>
    public int Width => Console.WindowWidth is > 0 and var width ? width : DefaultWidth;

    /// <inheritdoc/>
    public bool HasKey => Console.KeyAvailable;

    /// <inheritdoc/>
    public ConsoleKeyInfo ReadKey() => Console.ReadKey(intercept: true);

    /// <inheritdoc/>
    public void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
}
