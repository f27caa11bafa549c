using System.Management.Automation.Runspaces;

namespace StageTools.Drive;

/// <summary>The drives that a session had when the module left it, by session.</summary>
/// <remarks>PowerShell removes a provider's drives with it and makes only the default ones again (#20710); a reload would dismount what was
/// mounted.</remarks>
internal static class MountedDrives
{
    private static readonly ConditionalWeakTable<Runspace, List<PSDriveInfo>> Remembered = [];

    /// <summary>The stage drives of this session.</summary>
    /// <param name="scope">The scope whose drives they are; null for all that are seen from here.</param>
    public static IReadOnlyList<PSDriveInfo> Find(string? scope = null)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Get-PSDrive").AddParameter("PSProvider", StageProvider.ProviderName);
        return (scope is null ? shell : shell.AddParameter("Scope", scope)).Invoke<PSDriveInfo>();
    }

    /// <summary>Notes down the drives of this session.</summary>
    public static void Remember() =>
        Remembered.AddOrUpdate(Runspace.DefaultRunspace, [.. Find("Global").Where(static drive => !DrivePath.IsTop(drive.Root))]);

    /// <summary>The drives to make again, once.</summary>
    public static IEnumerable<PSDriveInfo> Take()
    {
        if (Runspace.DefaultRunspace is not { } session || !Remembered.TryGetValue(session, out var drives))
            return [];

        Remembered.Remove(session);
        return drives;
    }
}

/// <summary>Runs when the module is taken out of a session: its drives go with it, and are noted down for its return (<c>Import-Module
/// -Force</c>).</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => MountedDrives.Remember();
}
