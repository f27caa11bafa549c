namespace StageTools.Databases.Columns;

/// <summary>A column of a table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Type">Its type.</param>
/// <param name="NativeType">The database's own name of the type; null for a column that is yet to be made.</param>
public sealed record TableColumn(string Name, ColumnType Type, string? NativeType = null);
