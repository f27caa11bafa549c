using System.Management.Automation;

namespace StageTools.Drive;

/// <summary>What Get-Content takes on a stage drive beyond its own parameters.</summary>
public sealed class ContentReaderParameters : ContentParameters
{
    /// <summary>The whole file as one text, or with -AsByteStream one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>What ends a line; a line end where nothing is said.</summary>
    [Parameter]
    public string? Delimiter { get; set; }

    /// <summary>Goes on to wait for what is added to the file, until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }
}
