namespace StageTools.Statements;

/// <summary>A statement that is DuckDB's, as it was written: a query over staged files, over a stage's listing, or anything else that is no
/// stage's.</summary>
/// <param name="Sql">Its text, without a semicolon.</param>
public sealed record QueryStatement(string Sql) : Statement
{
    internal QueryStatement(SqlTokens tokens)
        : this(tokens.Sql) => Tokens = tokens;

    /// <summary>The listings of stages that it reads as tables, in the order in which they stand in the text.</summary>
    public ValueList<StageFunctionCall> Functions { get; init; } = new([]);

    /// <inheritdoc/>
    public override bool Changes => SqlReader.Read(Tokens).Any(static statement => statement.Changes);

    /// <summary>Where it begins in the statement that it is a part of: line and column, from 1. It is no part of what it says.</summary>
    internal (int Line, int Column) Place { get; init; } = (1, 1);

    /// <summary>The statement, to be run.</summary>
    internal SqlStatement Step => StageSql.Read(Tokens)[0];

    /// <summary>How many tables it reads of which a shard has a part: staged files, and listings of them. INFER_SCHEMA looks at all.</summary>
    internal int SharedTables => Step.References.Count + Functions.Count(static call => call.Function is not StageFunction.InferSchema);

    /// <summary>The tokens of its text.</summary>
    internal SqlTokens Tokens => field is { } tokens && tokens.Sql == Sql ? tokens : field = new SqlTokens(Sql);

    /// <inheritdoc/>
    public bool Equals(QueryStatement? other) =>
        base.Equals(other) && Sql.Equals(other.Sql, StringComparison.Ordinal) && Functions.Equals(other.Functions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Sql, Functions);

    private protected override void Write(StatementWriter writer) => writer.Add(writer.TextOf(Tokens));
}
