using System.Management.Automation;

namespace StageTools.Drive;

/// <summary>What Get-Content takes on a stage drive beyond its own parameters.</summary>
public sealed class ContentReaderParameters : ContentParameters
{
    /// <summary>The whole file as one text, or with -AsByteStream one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }
}
