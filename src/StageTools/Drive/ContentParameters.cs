using System.Management.Automation;
using System.Text;
using StageTools.Completion;
using StageTools.Hosting;

namespace StageTools.Drive;

/// <summary>What all content cmdlets take on a stage drive beyond their own parameters.</summary>
public abstract class ContentParameters
{
    /// <summary>The encoding; UTF-8 without a byte order mark where nothing is said. In reading, a byte order mark goes before it.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Bytes in place of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }
}
