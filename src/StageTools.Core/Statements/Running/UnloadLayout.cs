using StageTools.Errors;
using StageTools.Export.Parts;
using StageTools.Formats.Options;

namespace StageTools.Statements.Running;

/// <summary>Where and how Databend's COPY INTO lays its files.</summary>
internal static class UnloadLayout
{
    private const long DefaultMaxFileSize = 64L << 20;
    private const string NameWithoutId = "data_0000_00000000";

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void Require(CopyIntoStageStatement statement)
    {
        var isSingle = statement.SingleFile is true;
        var isRaw = statement.UseRawPath is true;
        if (isRaw && !isSingle)
            throw Refused("USE_RAW_PATH = TRUE names one file, so it wants SINGLE = TRUE beside it");

        if (statement.Overwrite is true && !(isSingle && isRaw))
            throw Refused("OVERWRITE = TRUE wants SINGLE = TRUE and USE_RAW_PATH = TRUE beside it: files of new names replace none");

        if (isRaw && (statement.Target.Key.Length == 0 || statement.Target.Key.EndsWith('/')))
            throw Refused($"with USE_RAW_PATH = TRUE the path is the file's name, and '{statement.Target}' is a folder; add a name");

        if (statement.PartitionBy is not null
            && (isSingle ? "SINGLE = TRUE" : statement.Overwrite is true ? "OVERWRITE = "
                + "TRUE" : statement.IncludeQueryId is false ? "INCLUDE_QUERY_ID = FALSE" : null) is { } other)
        {
            throw Refused($"PARTITION BY makes many files of new names, so {other} does not go with it; leave one of them out");
        }
    }

    /// <summary>How rows are laid in files.</summary>
    public static ExportOptions Options(CopyIntoStageStatement statement) => new()
    {
        Overwrite = statement.Overwrite is true,
        MaxFileSize = statement.SingleFile is true ? null : statement.MaxFileSize ?? DefaultMaxFileSize,
        HasFolderValue = statement.PartitionBy is not null,
    };

    /// <summary>Where the files go: the path is a folder, unless it is said to be the file.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, <c>OptionInvalid</c>, <c>PathOutsideStage</c>.</exception>
    public static async Task<ExportTarget> TargetAsync(StageEngine engine, CopyIntoStageStatement statement, CancellationToken cancellationToken)
    {
        var path = statement.Target.ToString();
        path = statement.UseRawPath is true || path.EndsWith('/') ? path : path + "/";
        var defaults = new FileFormat { Dialect = Dialect.Databend };
        var target = await ExportTarget.StageAsync(
            engine.Stages, path, statement.FileFormat ?? FileFormat.Unspecified, defaults, cancellationToken).ConfigureAwait(false);
        return statement.IncludeQueryId is false && target.IsFolder
            ? target with { File = target.File.Parent.Append(NameWithoutId + target.Format.FileSuffix) }
            : target;
    }

    private static StageException Refused(string why) => new(StageErrorCode.OptionInvalid, $"COPY INTO cannot do this: {why}.");
}
