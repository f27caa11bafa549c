using System.Runtime.InteropServices;

namespace StageTools.Terminal.Prompting;

/// <summary>Has the terminal put marks around what is pasted, for as long as a text is typed: it is taken as it stands, and no key of it does
/// anything.</summary>
internal sealed class Pasting : IDisposable
{
    private const string Begin = "200~";
    private const string End = "[201~";

    private readonly ITerminal _terminal;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Asks for the marks.</summary>
    public Pasting(ITerminal terminal)
    {
        _terminal = terminal;

        // Who ends the process leaves the shell a terminal without them.
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Leave()),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Leave()),
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

    /// <summary>What was pasted, where the keys that wait behind an Escape begin that; nothing where they are another sequence.</summary>
    public string Read()
    {
        if (_terminal.ReadKey().KeyChar is not '[')
            return string.Empty;

        var text = new StringBuilder();
        do
            text.Append(_terminal.ReadKey().KeyChar);
        while (text[^1] is < '@');

        if (text.ToString() is not Begin)
            return string.Empty;

        text.Clear();
        while (!EndsWith(text, '\x1b' + End) && (_terminal.HasKey || !EndsWith(text, End)))
        {
            // A key without a character is a sequence that was pasted.
            if (_terminal.ReadKey().KeyChar is not '\0' and var character)
                text.Append(character);
        }

        // .NET takes an Escape for Alt where what it read of the terminal ends just behind '['.
        text.Length -= EndsWith(text, '\x1b' + End) ? End.Length + 1 : End.Length;
        return text.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
    }

    private static bool EndsWith(StringBuilder text, string end) =>
        text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end;

    private void Leave()
    {
        try
        {
            _terminal.Write("\x1b[?2004l");
        }
        catch (IOException)
        {
            // There is no terminal any more.
        }
    }
}
