namespace StageTools.Databases.Columns;

/// <summary>A table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Columns">The columns that take values.</param>
/// <param name="Identity">What the ledger calls it: the same for every way to write its name.</param>
internal sealed record TargetTable(TableName Name, IReadOnlyList<TableColumn> Columns, string Identity);

/// <summary>A column of a table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Type">Its type.</param>
/// <param name="NativeType">The database's own name of the type; null for a column that is yet to be made.</param>
public sealed record TableColumn(string Name, ColumnType Type, string? NativeType = null);
