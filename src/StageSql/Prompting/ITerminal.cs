namespace StageTools.Terminal.Prompting;

/// <summary>The terminal that somebody types on.</summary>
internal interface ITerminal
{
    /// <summary>How many characters a line has.</summary>
    int Width { get; }

    /// <summary>How many lines it shows.</summary>
    int Height { get; }

    /// <summary>Whether more was typed, or pasted, already.</summary>
    bool HasKey { get; }

    /// <summary>Waits for the next key.</summary>
    ConsoleKeyInfo ReadKey();

    /// <summary>Writes text, with sequences that move the cursor.</summary>
    void Write(string text);
}

/// <summary>The terminal of this process.</summary>
internal sealed class ConsoleTerminal : ITerminal
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How many characters a line of it has.</summary>
    public static int WidthNow => Console.WindowWidth is > 0 and var width ? width : DefaultWidth;

    /// <inheritdoc/>
    public int Width => WidthNow;

    /// <inheritdoc/>
    public int Height => Console.WindowHeight is > 0 and var height ? height : DefaultHeight;

    /// <inheritdoc/>
    public bool HasKey => Console.KeyAvailable;

    /// <inheritdoc/>
    public ConsoleKeyInfo ReadKey() => Console.ReadKey(intercept: true);

    /// <summary>Passes over what was typed, or pasted, already; gives it.</summary>
    public string Discard()
    {
        var keys = new StringBuilder();

        // What is long comes in parts.
        while (SpinWait.SpinUntil(() => HasKey, Pause))
            keys.Append(ReadKey().KeyChar);

        return keys.ToString();
    }

    /// <inheritdoc/>
    public void Write(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }
}
