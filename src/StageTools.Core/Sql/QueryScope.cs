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
    public IReadOnlyList<StageReference> Visible
    {
        get
        {
            var scope = this;
            while (scope._references.Count == 0 && scope.Parent is { } outer)
                scope = outer;

            return scope._references;
        }
    }

    private QueryScope? Parent => parent;

    /// <summary>The staged table of this name.</summary>
    public StageReference? Find(string alias)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._references.Find(r => alias.Equals(r.Alias, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
        }

        return null;
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
    public IReadOnlyList<StageReference> References =>
        Qualifier is null ? Scope.Visible : Scope.Find(Qualifier) is { } reference ? [reference] : [];
}
