namespace StageTools.Databases.Columns;

/// <summary>A table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Columns">The columns that take values.</param>
/// <param name="Identity">What the ledger calls it: the same for every way to write its name.</param>
internal sealed record TargetTable(TableName Name, IReadOnlyList<TableColumn> Columns, string Identity);
