using StageTools.Terminal.Running;

namespace StageTools.Terminal.CommandLine;

/// <summary>Knows the plainest command line there is, <c>-c 'statements'</c> and nothing else.</summary>
internal static class SingleCommand
{
    /// <summary>What it says; null for every other command line, which <see cref="ClientCommand"/> reads.</summary>
    /// <remarks>To load and set up a parser of command lines takes as long as the rest of a short statement, and scripts start this client again and again.</remarks>
    public static ClientSettings? Read(string[] args) =>
        args is ["-c" or "--command", [not '-', ..] text] ? new ClientSettings { Commands = [text] } : null;
}
