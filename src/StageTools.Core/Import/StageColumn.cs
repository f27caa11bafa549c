namespace StageTools.Import;

/// <summary>A column as files have it (Databend INFER_SCHEMA: column_name, type, nullable, filenames, order_id).</summary>
/// <param name="ColumnName">The name, as it stands in the first file that has it.</param>
/// <param name="Type">The SQL name of the narrowest type that holds all values that were looked at.</param>
/// <param name="Nullable">Whether a value was NULL, or a row without the column.</param>
/// <param name="FileNames">The files that have it: stage paths, or paths of the file system.</param>
/// <param name="OrderId">Its place, from 0.</param>
public sealed record StageColumn(string ColumnName, string Type, bool Nullable, IReadOnlyList<string> FileNames, int OrderId);
