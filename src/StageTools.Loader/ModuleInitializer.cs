using System.Management.Automation;

namespace StageTools.Loader;

/// <summary>Runs before the module's cmdlets are looked at, and opens their way to the engine.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => CoreLoadContext.Register();
}
