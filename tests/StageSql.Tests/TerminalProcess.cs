using System.Diagnostics;
using System.Text;

namespace StageTools.Terminal.Tests;

/// <summary>The client's prompt on a real terminal, which <c>script</c> of util-linux makes.</summary>
internal sealed class TerminalProcess : IDisposable
{
    // The editor asks for it whenever it begins to read.
    private const string Ready = "\x1b[?2004h";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StringBuilder _output = new();
    private readonly Process _process;
    private readonly Task _reading;
    private int _seen;

    public TerminalProcess(ClientProcess client)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) is not installed.");
        client["TERM"] = "xterm";
        _process = Process.Start(client.ShellInfo("exec script -qec 'echo pid $$; exec \"$CLIENT\"' /dev/null"))!;
        _reading = ReadAsync();
        WaitFor(Ready);
    }

    /// <summary>All that was shown.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The client's process.</summary>
    public string ClientId => Output.Split('\r')[0]["pid ".Length..];

    public void Type(string text) => _process.StandardInput.Write(text);

    /// <summary>Types what ends with Enter, and waits until the next may be typed.</summary>
    public void Enter(string text)
    {
        Type(text + "\r");
        WaitFor(Ready);
    }

    /// <summary>Waits until a text is shown, behind what was waited for before.</summary>
    public void WaitFor(string text)
    {
        SpinWait.SpinUntil(() => Output.IndexOf(text, _seen, StringComparison.Ordinal) >= 0 || _reading.IsCompleted, Patience);
        var at = Output.IndexOf(text, _seen, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, customMessage: $"'{text}' is not in: {Output[_seen..]}");
        _seen = at + text.Length;
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public int End()
    {
        _process.WaitForExit(Patience).ShouldBeTrue(customMessage: Output);
        _reading.Wait(Patience).ShouldBeTrue();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_output)
            {
                _output.Append(buffer, 0, count);
            }
        }
    }
}
