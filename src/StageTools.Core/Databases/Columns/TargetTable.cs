namespace StageTools.Databases.Columns;

/// <summary>A table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Columns">The columns that take values.</param>
/// <param name="Identity">What the ledger calls it: the same for every way to write its name.</param>
internal sealed record TargetTable(TableName Name, IReadOnlyList<TableColumn> Columns, string Identity)
{
    /// <summary>What ledgers called it before, each of them perhaps another table too: looked for behind <see cref="Identity"/>.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>The names of the columns that the table computes itself.</summary>
    public IReadOnlyList<string> Computed { get; init; } = [];

    /// <summary>Whether it is a view, where that is known: how many rows went in by it SQLite does not tell.</summary>
    public bool IsView { get; init; }
}

/// <summary>A column of a table that rows are loaded into.</summary>
/// <param name="Name">Its name, as the database has it.</param>
/// <param name="Type">Its type.</param>
/// <param name="NativeType">The database's own name of the type; null for a column that is yet to be made.</param>
public sealed record TableColumn(string Name, ColumnType Type, string? NativeType = null)
{
    /// <summary>Whether the table gives each row a number in it (GENERATED ALWAYS AS IDENTITY) unless the row brings one.</summary>
    public bool IsNumbered { get; init; }
}
