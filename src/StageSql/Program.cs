using StageTools.Terminal.CommandLine;
using StageTools.Terminal.Running;

namespace StageTools.Terminal;

/// <summary>The command <c>stagesql</c>.</summary>
internal static class Program
{
    /// <summary>Runs it; gives its exit code.</summary>
    public static Task<int> Main(string[] args)
    {
        StandardStreams.LeaveClosed();
        return SingleCommand.Read(args) is { } settings ? new Client(settings).RunAsync() : RunAsync(args);
    }

    // Apart, so that the parser is not even loaded before it is needed.
    private static Task<int> RunAsync(string[] args) => new ClientCommand().RunAsync(args);
}
