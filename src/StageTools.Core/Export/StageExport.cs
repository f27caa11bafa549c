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

/// <summary>What an export would write. Nothing was written.</summary>
/// <param name="Target">The file, or the folder.</param>
/// <param name="Format">The format, with all that was said of it.</param>
/// <param name="Columns">The columns, each with its type.</param>
/// <param name="Rows">The first rows, as the caller shows them.</param>
/// <param name="RowCount">How many rows there are.</param>
/// <param name="InputBytes">Their size before compression.</param>
/// <param name="OutputBytes">The size of the files.</param>
/// <param name="Files">What they would be called.</param>
public sealed record StageExportPreview(
    string Target,
    string Format,
    IReadOnlyList<string> Columns,
    IReadOnlyList<object> Rows,
    long RowCount,
    long InputBytes,
    long OutputBytes,
    IReadOnlyList<string> Files);
