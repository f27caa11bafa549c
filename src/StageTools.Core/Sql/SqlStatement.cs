namespace StageTools.Sql;

/// <summary>One statement of a text, with what in it is StageTools' to say.</summary>
/// <param name="Tokens">The tokens of the whole text.</param>
/// <param name="First">Its first token.</param>
/// <param name="Next">The token behind its last one: a semicolon, or what else ends it.</param>
internal sealed record SqlStatement(SqlTokens Tokens, int First, int Next)
{
    private static readonly FrozenSet<string> Reading =
    [
        "SELECT", "FROM", "WITH", "VALUES", "TABLE", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN", "PIVOT", "UNPIVOT", "PRAGMA", "SET", "RESET",
        "USE", string.Empty,
    ];

    /// <summary>The whole text.</summary>
    public string Sql => Tokens.Sql;

    /// <summary>Where the statement begins in it.</summary>
    public int Start => Tokens[First].Start;

    /// <summary>Where it ends, before its semicolon.</summary>
    public int End => Next > First ? Tokens[Next - 1].End : Start;

    /// <summary>Its text as written.</summary>
    public string Text => Sql[Start..End];

    /// <summary>Its text for showing, without what it says in secret.</summary>
    public string Shown => field ??= SecretTexts.Masked(Tokens.Part(First, Next));

    /// <summary>The statement's first word, in upper case; of <c>EXPLAIN …</c> the one behind it.</summary>
    public string Verb { get; init; } = string.Empty;

    /// <summary>Whether it makes, changes or removes something, so that one may want to be asked first.</summary>
    public bool Changes => !Reading.Contains(Verb);

    /// <summary>Which of the statements of its text it is, from 1; 0 where it is the only one.</summary>
    public int Number { get; init; }

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

    /// <summary>Where FROM begins a query, which gives all columns where no SELECT follows.</summary>
    public IReadOnlyList<ColumnUse> Froms { get; init; } = [];

    /// <summary>What else is put in the place of parts of it, by whoever runs it.</summary>
    public IReadOnlyList<SqlEdit> Edits { get; init; } = [];

    /// <summary>A message about it, without what it says in secret.</summary>
    public string Mask(string message) => SecretTexts.Masked(message, Tokens.Part(First, Next));

    /// <summary>An error of this statement: of several it says which.</summary>
    public StageException Name(StageException error) =>
        Number == 0 ? error : error.Reworded(message => $"Statement {Number}: {message}", error.Target, error);
}

/// <summary>What is put in the place of a part of a statement.</summary>
/// <param name="Start">Where the part begins in the text.</param>
/// <param name="End">Where it ends; the same where something is put in between.</param>
/// <param name="Text">What is put there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlEdit(int Start, int End, string Text)
{
    /// <summary>Whether both change the same characters.</summary>
    public bool Overlaps(SqlEdit other) => Start < other.End && other.Start < End;

    /// <summary>In the order of the text; what is put between stands before what is changed there.</summary>
    public static IEnumerable<SqlEdit> InOrder(IEnumerable<SqlEdit> edits) => edits.OrderBy(static e => e.Start).ThenBy(static e => e.End);

    /// <summary>A part of a text with all that is put in it; every other character stays.</summary>
    public static string Apply(string sql, int start, int end, IEnumerable<SqlEdit> edits)
    {
        var text = new StringBuilder();
        foreach (var edit in InOrder(edits))
        {
            text.Append(sql, start, edit.Start - start).Append(edit.Text);
            start = edit.End;
        }

        return text.Append(sql, start, end - start).ToString();
    }
}
