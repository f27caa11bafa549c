using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Runtime.CompilerServices;

namespace StageTools.Drive;

/// <summary>Makes <c>Get-Content -Tail</c> work on a stage drive.</summary>
/// <remarks>
/// PowerShell knows -Tail for its own file system only: Get-Content refuses it unless the reader is the file system's, a type it keeps to itself.
/// So the number is taken from the running Get-Content before it looks, and our reader begins where the last lines do. Where the command cannot be
/// found, nothing is taken and Get-Content says that it cannot.
/// </remarks>
internal static class ContentTail
{
    private const int NotGiven = -1;

    private static readonly ConditionalWeakTable<Cmdlet, object> Taken = [];

    /// <summary>How many last lines the running command wants; null for the whole file.</summary>
    public static int? Take(CmdletProvider provider)
    {
        if (RunningCommand.Of(provider) is not { } command)
            return null;

        // One command opens many files, and asks for the number once a file.
        if (Taken.TryGetValue(command, out var known))
            return (int)known;

        if (command.GetType().GetProperty("Tail") is not { CanWrite: true } tail || tail.GetValue(command) is not int lines || lines == NotGiven)
            return null;

        tail.SetValue(command, NotGiven);
        Taken.Add(command, lines);
        return lines;
    }
}
