using System.Management.Automation;

namespace StageTools.Drive;

/// <summary>What Get-ChildItem takes on a stage drive beyond its own parameters.</summary>
public sealed class ChildItemParameters
{
    /// <summary>Files only.</summary>
    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    /// <summary>Folders only.</summary>
    [Parameter]
    [Alias("ad", "d")]
    public SwitchParameter Directory { get; set; }

    /// <summary>Whether an item of this kind is asked for; both switches together are as good as none.</summary>
    internal bool Wants(bool isFolder) => File == Directory || (isFolder ? Directory : File);
}
