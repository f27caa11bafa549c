using StageTools.Terminal.CommandLine;

namespace StageTools.Terminal;

/// <summary>The command <c>stagesql</c>.</summary>
internal static class Program
{
    /// <summary>Runs it; gives its exit code.</summary>
    public static Task<int> Main(string[] args)
    {
        StandardStreams.LeaveClosed();
        return new ClientCommand().RunAsync(args);
    }
}
