namespace StageTools.Statements.Running.Results;

/// <summary>What a statement does to a table.</summary>
internal enum TableChangeKind
{
    /// <summary>It makes the table, unless there is one.</summary>
    Made,

    /// <summary>It takes all rows away, with the table or without.</summary>
    Emptied,

    /// <summary>It drops the table.</summary>
    Gone,

    /// <summary>It drops a schema, with the tables in it.</summary>
    SchemaGone,

    /// <summary>It gives the table another shape or name.</summary>
    Altered,
}
