namespace StageTools.Export;

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
