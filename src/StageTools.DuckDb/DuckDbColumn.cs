namespace StageTools.DuckDb;

/// <summary>A column of a result or a table, or a field of a STRUCT: its name and its type.</summary>
public sealed record DuckDbColumn(string Name, DuckDbType Type);
