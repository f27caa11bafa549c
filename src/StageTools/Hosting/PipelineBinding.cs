using System.Management.Automation.Internal;

namespace StageTools.Hosting;

/// <summary>What PowerShell does to give a cmdlet the next object of the pipeline.</summary>
/// <remarks>
/// For each object it goes seven times through all parameters that nobody gave, looking for one that takes it: with the 40 of Export-StageData that
/// costs more than to write the row. It keeps them in a list, out of the public's sight; where a PowerShell keeps them otherwise nothing is changed.
/// </remarks>
internal static class PipelineBinding
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>Has PowerShell leave out the parameters that can no longer get a value: to be called from a cmdlet's BeginProcessing.</summary>
    public static void Shorten(Cmdlet cmdlet)
    {
        try
        {
            var processor = Get(Get(cmdlet, "Context", typeof(InternalCommand)), "CurrentCommandProcessor");
            if (Get(processor, "Command") == cmdlet && Get(Get(processor, "CmdletParameterBinderController"), "UnboundParameters") is IList unbound)
                Shorten(unbound);
        }
        catch (Exception e) when (e is AmbiguousMatchException or TargetException or TargetInvocationException or NotSupportedException)
        {
            // Another PowerShell than this was written for: it takes longer.
        }
    }

    private static void Shorten(IList unbound)
    {
        for (var i = unbound.Count - 1; i >= 0; i--)
        {
            if (Get(Get(unbound[i], "Parameter"), "IsPipelineParameterInSomeParameterSet") is false)
                unbound.RemoveAt(i);
        }
    }

    private static object? Get(object? item, string name, Type? type = null) =>
        item is null ? null : (type ?? item.GetType()).GetProperty(name, Hidden)?.GetValue(item);
}
