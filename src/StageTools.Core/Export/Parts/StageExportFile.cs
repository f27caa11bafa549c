namespace StageTools.Export.Parts;

/// <summary>One file of an export (Databend, DETAILED_OUTPUT: file_name, file_size, row_count).</summary>
/// <param name="Path">Where it is: a stage path, or a path of the file system.</param>
/// <param name="FileName">Its name, without the folder.</param>
/// <param name="FileSize">Its size in bytes.</param>
/// <param name="RowCount">How many rows it holds.</param>
public sealed record StageExportFile(string Path, string FileName, long FileSize, long RowCount);
