using System.Globalization;
using System.Management.Automation;
using StageTools.Errors;
using StageTools.Export.Parts;

namespace StageTools.Rows;

/// <summary>The parameters by which Export-StageData says how rows are laid in files.</summary>
internal static class ExportSettings
{
    /// <summary>The options that the parameters say.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static ExportOptions Read(ExportTarget target, bool force, bool append, long? maxFileSize, object[]? partitionBy, bool validate)
    {
        if (append && (force || !target.IsFolder))
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                force ? "-Append adds files and -Force replaces them; give one of the two." : $"-Append adds files to a folder, and '{target.Place.Show(target.File)}' is a file; end the path with a slash.",
                "Append");
        }

        var byScript = PartitionScript(partitionBy) is not null;
        return new ExportOptions
        {
            Overwrite = force,
            Append = append,
            MaxFileSize = maxFileSize,
            PartitionBy = byScript ? [] : [.. (partitionBy ?? []).Select(static c => Convert.ToString(Plain(c), CultureInfo.InvariantCulture) ?? string.Empty)],
            HasFolderValue = byScript,
            Validate = validate,
        };
    }

    /// <summary>The script that gives a row's folder; null where columns do, or nothing does.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for a script among others.</exception>
    public static ScriptBlock? PartitionScript(object[]? partitionBy)
    {
        var script = partitionBy?.Select(Plain).OfType<ScriptBlock>().FirstOrDefault();
        return script is not null && partitionBy!.Length > 1
            ? throw new StageException(StageErrorCode.OptionInvalid, "-PartitionBy takes names of columns, or one script block; have the script give the whole folder.", "PartitionBy")
            : script;
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
