using System.Collections;
using System.Management.Automation;
using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Hosting;

/// <summary>Takes a file format as a name (<c>csv</c>), as a hashtable of options (<c>@{ type = 'CSV'; field_delimiter = ';' }</c>) or as a
/// FileFormat.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FileFormatTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Argument.Unwrap(inputData) switch
            {
                FileFormat format => format,
                IDictionary options => FileFormat.Parse([.. Argument.Entries(options)]),
                string name => FileFormat.Parse([new("type", name)]),
                _ => throw new ArgumentTransformationMetadataException(
                    "A file format is a name such as 'csv', or a hashtable such as @{ type = 'CSV'; field_delimiter = ';' }."),
            };
        }
        catch (StageException e)
        {
            throw new ArgumentTransformationMetadataException(e.Told(CmdletAdvice.Of).Message, e);
        }
    }
}
