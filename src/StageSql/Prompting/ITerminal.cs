namespace StageTools.Terminal.Prompting;

/// <summary>The terminal that somebody types on.</summary>
internal interface ITerminal
{
    /// <summary>How many characters a line has.</summary>
    int Width { get; }

    /// <summary>Whether more was typed, or pasted, already.</summary>
    bool HasKey { get; }

    /// <summary>Waits for the next key.</summary>
    ConsoleKeyInfo ReadKey();

    /// <summary>Writes text, with sequences that move the cursor.</summary>
    void Write(string text);
}
