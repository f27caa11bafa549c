using System.Management.Automation;
using System.Text;
using StageTools.Completion;
using StageTools.Hosting;

namespace StageTools.Drive;

/// <summary>What Get-Content takes on a stage drive beyond its own parameters.</summary>
public sealed class ContentReaderParameters
{
    /// <summary>The file's encoding; a byte order mark goes before it, and UTF-8 is meant where nothing is said.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Bytes in place of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>The whole file as one text, or with -AsByteStream one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }
}
