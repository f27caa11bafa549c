using System.Management.Automation;
using System.Text;
using StageTools.Completion;
using StageTools.Hosting;

namespace StageTools.Drive;

/// <summary>What Set-Content and Add-Content take on a stage drive beyond their own parameters.</summary>
public sealed class ContentWriterParameters
{
    /// <summary>The encoding to write; UTF-8 without a byte order mark unless given.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>What comes are bytes.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>No line end after each value.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }
}
