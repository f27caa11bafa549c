using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>The command for which a provider works.</summary>
/// <remarks>
/// PowerShell makes a new provider for each item of a command and tells none of them which command it is; the way to it is not public. Where a
/// PowerShell has another, nothing is known of the command, and whoever asks does what is safe without.
/// </remarks>
internal static class RunningCommand
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Context = typeof(CmdletProvider).GetProperty("Context", Hidden);
    private static readonly FieldInfo? Command = Context?.PropertyType.GetField("_command", Hidden);

    /// <summary>The command; null where it cannot be found.</summary>
    public static PSCmdlet? Of(CmdletProvider provider) => Context?.GetValue(provider) is { } context ? Command?.GetValue(context) as PSCmdlet : null;

    /// <summary>
    /// Tells later whether the pipeline of a command that is at work now has failed. A content command closes its files in the same way then as when
    /// all went well, but it is not its turn any more. Where that cannot be told, the pipeline is taken for one that did not fail.
    /// </summary>
    public static Func<bool> FailureOf(PSCmdlet? command) => command is not null && HasTurn(command) ? () => !HasTurn(command) : static () => false;

    /// <summary>What a parameter of the command was given; null where it has none.</summary>
    public static object? Argument(PSCmdlet? command, string name) => command?.GetType().GetProperty(name)?.GetValue(command);

    // While a command has its turn, what it asks from another thread is refused; later that is passed over. This question has its answer with it.
    private static bool HasTurn(PSCmdlet command)
    {
        try
        {
            return Wait(Task.Run(() =>
            {
                var (yesToAll, noToAll) = (false, true);
                return command.ShouldContinue(nameof(HasTurn), nameof(HasTurn), ref yesToAll, ref noToAll);
            }));
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
    }
}

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
