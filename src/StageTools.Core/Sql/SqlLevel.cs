namespace StageTools.Sql;

/// <summary>What is open at a place in a statement: the statement itself, or a bracket.</summary>
internal sealed class SqlLevel
{
    /// <summary>Which part of a query is being read.</summary>
    public enum Part
    {
        /// <summary>None, or one where no table stands.</summary>
        Other,

        /// <summary>The columns.</summary>
        Select,

        /// <summary>The tables.</summary>
        From,

        /// <summary>The condition of a join; a comma leads back to the tables.</summary>
        On,
    }

    /// <summary>The part.</summary>
    public Part Clause { get; set; }

    /// <summary>The query; null before its first word.</summary>
    public QueryScope? Scope { get; set; }

    /// <summary>The query around it; null where there is none.</summary>
    public QueryScope? Outer { get; init; }

    /// <summary>Whether this is a function's brackets: FROM in <c>extract(year FROM d)</c> begins no tables.</summary>
    public bool IsFunction { get; init; }

    /// <summary>Whether the next value is the file, or the list of files, of one of DuckDB's functions.</summary>
    public bool TakesFile { get; set; }

    /// <summary>Whether this is such a list.</summary>
    public bool IsFileList { get; init; }

    /// <summary>What staged files are that stand here.</summary>
    /// <param name="verb">The statement's first word.</param>
    /// <param name="isOutermost">Whether no bracket is open.</param>
    public ReferenceKind KindOf(string verb, bool isOutermost) => IsFileList ? ReferenceKind.ListItem
        : TakesFile ? ReferenceKind.Argument
        : verb is "COPY" && isOutermost ? ReferenceKind.Copied
        : verb is "DESCRIBE" or "DESC" or "SUMMARIZE" && !Scope!.HasFrom ? ReferenceKind.Described
        : ReferenceKind.Table;
}
