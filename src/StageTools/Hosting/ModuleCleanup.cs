using System.Management.Automation;
using StageTools.Drive;

namespace StageTools.Hosting;

/// <summary>Runs when the module is taken out of a session: its drives go with it, and are noted down for its return (<c>Import-Module
/// -Force</c>).</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => MountedDrives.Remember();
}
