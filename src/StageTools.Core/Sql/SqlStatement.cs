namespace StageTools.Sql;

/// <summary>One statement of a text, with what in it is StageTools' to say.</summary>
/// <param name="Sql">The whole text.</param>
/// <param name="Start">Where the statement begins.</param>
/// <param name="End">Where it ends, before its semicolon.</param>
internal sealed record SqlStatement(string Sql, int Start, int End)
{
    /// <summary>The statement's first word, in upper case; of <c>EXPLAIN …</c> the one behind it.</summary>
    public string Verb { get; init; } = string.Empty;

    /// <summary>Whether it writes a file: <c>COPY … TO</c>.</summary>
    public bool IsExport { get; init; }

    /// <summary>Whether it makes something that keeps the text of a query, to be run later: a view, a macro.</summary>
    public bool KeepsText { get; init; }

    /// <summary>Whether it begins what is lost when the database is opened anew: a transaction, something temporary.</summary>
    public bool KeepsOpen => Verb is "BEGIN" or "START" || (Verb is "CREATE" && Text.Contains("TEMP", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where the FROM of a <c>COPY table FROM</c> begins that reads staged files.</summary>
    public int CopyFrom { get; init; }

    /// <summary>The staged files it names.</summary>
    public IReadOnlyList<StageReference> References { get; init; } = [];

    /// <summary><c>$1</c>, <c>t.$2</c>.</summary>
    public IReadOnlyList<ColumnUse> Ordinals { get; init; } = [];

    /// <summary><c>METADATA$…</c>.</summary>
    public IReadOnlyList<ColumnUse> Metadata { get; init; } = [];

    /// <summary><c>*</c>, <c>t.*</c> as columns.</summary>
    public IReadOnlyList<ColumnUse> Stars { get; init; } = [];

    /// <summary>What else is put in the place of parts of it, by whoever runs it.</summary>
    public IReadOnlyList<SqlEdit> Edits { get; init; } = [];

    /// <summary>Its text as written.</summary>
    public string Text => Sql[Start..End];
}
