namespace StageTools.Sql;

/// <summary>One SELECT with its FROM: what <c>$1</c> and <c>METADATA$FILENAME</c> in it can mean.</summary>
/// <param name="parent">The query this one stands in.</param>
internal sealed class QueryScope(QueryScope? parent)
{
    private readonly List<StageReference> _references = [];

    /// <summary>The staged tables in its FROM.</summary>
    public IReadOnlyList<StageReference> References => _references;

    /// <summary>Whether its SELECT was read.</summary>
    public bool HasSelect { get; set; }

    /// <summary>Whether its FROM was read.</summary>
    public bool HasFrom { get; set; }

    /// <summary>Adds a staged table.</summary>
    public void Add(StageReference reference) => _references.Add(reference);

    /// <summary>The staged tables that a column without a table's name may be of: those of the innermost query that has any.</summary>
    public IReadOnlyList<StageReference> Visible => Outward().FirstOrDefault(static scope => scope._references.Count > 0)?._references ?? [];

    private QueryScope? Parent => parent;

    /// <summary>The staged table of this name.</summary>
    public StageReference? Find(string alias) =>
        Outward().SelectMany(static scope => scope._references).FirstOrDefault(r => alias.Equals(r.Alias, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<QueryScope> Outward()
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
            yield return scope;
    }
}

/// <summary>A place in a statement where a column of staged files is named by other than its name.</summary>
/// <param name="Tokens">The tokens of the text.</param>
/// <param name="Index">Which of them the place is.</param>
/// <param name="Qualifier">The table's name before the dot; null where there is none.</param>
/// <param name="Scope">The query it stands in.</param>
internal sealed record ColumnUse(SqlTokens Tokens, int Index, string? Qualifier, QueryScope Scope)
{
    /// <summary>The place.</summary>
    public SqlToken Token => Tokens[Index];

    /// <summary>Where the table's name begins, or the place where there is none.</summary>
    public int Start => Tokens[Index - (Qualifier is null ? 0 : 2)].Start;

    /// <summary>The staged tables it may be of.</summary>
    public IReadOnlyList<StageReference> References => Qualifier is null ? Scope.Visible : Scope.Find(Qualifier) is { } reference ? [reference] : [];
}

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

    /// <summary>Whether the function reads JSON.</summary>
    public bool ReadsJson { get; init; }

    /// <summary>Whether these are the brackets of <c>DISTINCT ON (…)</c>, behind which the columns begin.</summary>
    public bool IsDistinctOn { get; init; }

    /// <summary>Whether these are the brackets of <c>COLUMNS(*)</c>.</summary>
    public bool IsColumns { get; init; }

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
