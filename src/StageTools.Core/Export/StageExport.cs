using StageTools.Export.Parts;

namespace StageTools.Export;

/// <summary>What an export wrote (Databend COPY INTO: rows_unloaded, input_bytes, output_bytes).</summary>
/// <param name="RowsUnloaded">How many rows.</param>
/// <param name="InputBytes">Their size in the row format, before compression; in Parquet, of their values.</param>
/// <param name="OutputBytes">The size of the files.</param>
/// <param name="Files">Where they are: stage paths, or paths of the file system.</param>
public sealed record StageExport(long RowsUnloaded, long InputBytes, long OutputBytes, IReadOnlyList<string> Files)
{
    /// <summary>The files, each with its size and rows.</summary>
    public IReadOnlyList<StageExportFile> FileDetails { get; init; } = [];
}
