using System.Management.Automation;

namespace StageTools.Drive;

/// <summary>What Set-Content and Add-Content take on a stage drive beyond their own parameters.</summary>
public sealed class ContentWriterParameters : ContentParameters
{
    /// <summary>No line end after each value.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }
}
