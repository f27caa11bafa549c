using StageTools.Terminal.CommandLine;
using StageTools.Terminal.Running;

namespace StageTools.Terminal;

/// <summary>The command <c>stagesql</c>.</summary>
internal static class Program
{
    /// <summary>Runs it; gives its exit code.</summary>
    /// <remarks>To load and set up a parser of command lines takes as long as the rest of a short statement, and scripts start this client again and
    /// again.</remarks>
    public static Task<int> Main(string[] args)
    {
        StandardStreams.LeaveClosed();
        return args is ["-c" or "--command", [not '-', ..] text] ? new Client(new ClientSettings { Commands = [text] }).RunAsync() : RunAsync(args);
    }

    // In a method of its own, so that the parser is not even loaded before it is needed.
    private static Task<int> RunAsync(string[] args) => new ClientCommand().RunAsync(args);
}
