using System.Runtime.InteropServices;

namespace StageTools.Terminal.Prompting;

/// <summary>Has the terminal put marks around what is pasted, for as long as a text is typed: it is taken as it stands, and no key of it does
/// anything.</summary>
internal sealed class Pasting : IDisposable
{
    private const string Begin = "200~";
    private const string End = "[201~";

    // A terminal that takes nothing does not keep the process.
    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(500);

    private readonly ITerminal _terminal;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Asks for the marks.</summary>
    public Pasting(ITerminal terminal)
    {
        _terminal = terminal;

        // Who ends the process leaves the shell a terminal without them.
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Task.Run(Leave).Wait(MostWait)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Task.Run(Leave).Wait(MostWait)),
        ];
        terminal.Write("\x1b[?2004h");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();

        Leave();
    }

    /// <summary>What was pasted, where the keys that wait behind an Escape begin that; nothing where they are another sequence, or where Ctrl+C ends
    /// what does not come to its end.</summary>
    public string Read()
    {
        if (_terminal.ReadKey().KeyChar is not '[')
            return string.Empty;

        var text = new StringBuilder();
        do
            text.Append(_terminal.ReadKey().KeyChar);
        while (text[^1] is < '@' and not PromptInput.Interrupt);

        if (text.ToString() is not Begin)
            return string.Empty;

        text.Clear();
        while (!EndsWith(text, '\x1b' + End) && (_terminal.HasKey || !EndsWith(text, End)))
        {
            // A key without a character is a sequence that was pasted.
            if (_terminal.ReadKey().KeyChar is not '\0' and var character)
                text.Append(character);

            if (EndsWith(text, [PromptInput.Interrupt]) && !_terminal.HasKey)
                return string.Empty;
        }

        // .NET takes an Escape for Alt where what it read of the terminal ends just behind '['.
        text.Length -= EndsWith(text, '\x1b' + End) ? End.Length + 1 : End.Length;
        return text.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
    }

    private static bool EndsWith(StringBuilder text, ReadOnlySpan<char> end) =>
        text.Length >= end.Length && end.SequenceEqual(text.ToString(text.Length - end.Length, end.Length));

    private void Leave()
    {
        try
        {
            _terminal.Write("\x1b[?2004l");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no terminal any more.
        }
    }
}
