using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Reflection;

namespace StageTools.Drive;

/// <summary>The command for which a provider works.</summary>
/// <remarks>
/// PowerShell makes a new provider for each item of a command and tells none of them which command it is; the way to it is not public. Where a PowerShell has
/// another, nothing is known of the command, and whoever asks does what is safe without.
/// </remarks>
internal static class RunningCommand
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Context = typeof(CmdletProvider).GetProperty("Context", Hidden);
    private static readonly FieldInfo? Command = Context?.PropertyType.GetField("_command", Hidden);

    /// <summary>The command; null where it cannot be found.</summary>
    public static PSCmdlet? Of(CmdletProvider provider) => Context?.GetValue(provider) is { } context ? Command?.GetValue(context) as PSCmdlet : null;

    /// <summary>What a parameter of the command was given; null where it has none.</summary>
    public static object? Argument(PSCmdlet? command, string name) => command?.GetType().GetProperty(name)?.GetValue(command);
}
