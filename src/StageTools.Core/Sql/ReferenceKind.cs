namespace StageTools.Sql;

/// <summary>Where in a statement staged files stand.</summary>
internal enum ReferenceKind
{
    /// <summary>As a table: <c>FROM '@s/a.csv'</c>.</summary>
    Table,

    /// <summary>As all that DESCRIBE or SUMMARIZE is asked of.</summary>
    Described,

    /// <summary>As the file of one of DuckDB's own functions: <c>read_csv('@s/a.csv', …)</c>.</summary>
    Argument,

    /// <summary>In the list of files of such a function.</summary>
    ListItem,

    /// <summary>As the source of <c>COPY table FROM</c>.</summary>
    Copied,
}
