using StageTools.Terminal.CommandLine;

namespace StageTools.Terminal;

/// <summary>The command <c>stagesql</c>.</summary>
internal static class Program
{
    /// <summary>Runs it; gives its exit code.</summary>
    public static async Task<int> Main(string[] args)
    {
        StandardStreams.LeaveClosed();
        try
        {
            return await new ClientCommand().RunAsync(args).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A full disk behind standard output, a terminal that is gone, what nobody foresaw.
            Messages.Error(Messages.TextOf(e));
            return ExitCode.StatementFailed;
        }
    }
}
