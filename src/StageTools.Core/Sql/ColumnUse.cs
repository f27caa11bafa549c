namespace StageTools.Sql;

/// <summary>A place in a statement where a column of staged files is named by other than its name.</summary>
/// <param name="Token">The place.</param>
/// <param name="Qualifier">The table's name before the dot; null where there is none.</param>
/// <param name="Scope">The query it stands in.</param>
internal sealed record ColumnUse(SqlToken Token, string? Qualifier, QueryScope Scope)
{
    /// <summary>Where the table's name begins.</summary>
    public int Start { get; init; } = Token.Start;

    /// <summary>The staged tables it may be of.</summary>
    public IReadOnlyList<StageReference> References =>
        Qualifier is null ? Scope.Visible : Scope.Find(Qualifier) is { } reference ? [reference] : [];
}
