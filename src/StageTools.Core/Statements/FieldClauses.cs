namespace StageTools.Statements;

/// <summary><c>FIELDS TERMINATED BY ',' [OPTIONALLY] ENCLOSED BY '"' ESCAPED BY '\\' LINES STARTING BY '' TERMINATED BY '\n'</c>
/// (MatrixOne).</summary>
public sealed record FieldClauses
{
    private const string Characters = "the characters in quotes";

    private static readonly Part[] OfFields =
    [
        new(["TERMINATED"], Characters, static f => f.FieldsTerminatedBy, static (f, v) => f with { FieldsTerminatedBy = v }),
        new(["OPTIONALLY", "ENCLOSED"], Characters, static f => f.FieldsEnclosedBy, static (f, v) => f.Enclosed(v, isOptional: true)),
        new(["ENCLOSED"], Characters, static f => f.FieldsEnclosedBy, static (f, v) => f.Enclosed(v, isOptional: false)),
        new(["ESCAPED"], Characters, static f => f.FieldsEscapedBy, static (f, v) => f with { FieldsEscapedBy = v }),
    ];

    private static readonly Part[] OfLines =
    [
        new(["TERMINATED"], "what ends a line, in quotes", static f => f.LinesTerminatedBy, static (f, v) => f with { LinesTerminatedBy = v }),
        new(["STARTING"], "what a line begins with, in quotes", static f => f.LinesStartingBy, static (f, v) => f with { LinesStartingBy = v }),
    ];

    /// <summary>What stands between fields.</summary>
    public string? FieldsTerminatedBy { get; init; }

    /// <summary>What stands around them.</summary>
    public string? FieldsEnclosedBy { get; init; }

    /// <summary>Whether only text is enclosed; null where nothing is said of enclosing.</summary>
    public bool? OptionallyEnclosed { get; init; }

    /// <summary>What stands before a character that means something else.</summary>
    public string? FieldsEscapedBy { get; init; }

    /// <summary>What a line begins with.</summary>
    public string? LinesStartingBy { get; init; }

    /// <summary>What ends a line.</summary>
    public string? LinesTerminatedBy { get; init; }

    /// <summary>What holds where neither a stage nor a name nor the statement tells: a <c>.txt</c> is CSV.</summary>
    internal static FileFormat Defaults { get; } = new() { Dialect = Dialect.MatrixOne, Format = RowFormat.Csv };

    /// <summary>What they say, as options of a file format.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    internal static FileFormat FormatOf(FieldClauses? clauses)
    {
        if (clauses is null)
            return FileFormat.Unspecified;

        var quote = Character(clauses.FieldsEnclosedBy, "ENCLOSED BY");
        return new FileFormat
        {
            Delimiter = clauses.FieldsTerminatedBy,
            Quote = quote,
            ForceQuote = clauses.FieldsEnclosedBy is { Length: 0 } ? false : null,

            // ESCAPED BY '': nothing escapes, and a quote is doubled.
            Escape = clauses.FieldsEscapedBy is { Length: 0 } ? quote ?? '"' : Character(clauses.FieldsEscapedBy, "ESCAPED BY"),
            RecordStart = clauses.LinesStartingBy,
            RecordDelimiter = clauses.LinesTerminatedBy,
        };
    }

    /// <summary>Adds FIELDS, COLUMNS, which means the same, and LINES to the options of a statement.</summary>
    internal static StatementForm<T> Options<T>(StatementForm<T> form, Func<T, FieldClauses?> get, Func<T, FieldClauses, T> set)
        where T : class
    {
        T Take(StatementCursor cursor, T said, Part[] parts, string expected) =>
            set(said, (get(said) ?? new FieldClauses()).Take(cursor, parts, expected));
        T TakeFields(StatementCursor cursor, T said) => Take(cursor, said, OfFields, "TERMINATED BY, ENCLOSED BY or ESCAPED BY");
        return form
            .Marked(OptionMark.None)
            .Option("FIELDS", TakeFields, (writer, said) => get(said)?.WriteFields(writer))
            .Option("COLUMNS", TakeFields, static (_, _) => { })
            .Option("LINES", (cursor, said) => Take(cursor, said, OfLines, "TERMINATED"), (writer, said) => get(said)?.WriteLines(writer));
    }

    private FieldClauses Take(StatementCursor cursor, Part[] parts, string expected)
    {
        var said = this;
        do
        {
            var start = cursor.Peek().Start;
            var part = Array.Find(parts, part => cursor.TryTakeAll(part.Words))
                ?? throw cursor.Expected(expected, parts.Select(static part => part.Words[0]));
            cursor.Expect("BY");
            var text = cursor.TakeText(part.What);
            said = part.Get(said) is null ? part.Set(said, text) : throw cursor.Twice(start, $"{part.Words[^1]} BY");
        }
        while (Array.Exists(parts, part => cursor.Peek().IsWord(part.Words[0])));
        return said;
    }

    private FieldClauses Enclosed(string text, bool isOptional) => this with { FieldsEnclosedBy = text, OptionallyEnclosed = isOptional };

    private void WriteLines(StatementWriter writer) => writer
        .AddIf((LinesStartingBy ?? LinesTerminatedBy) is not null, "LINES")
        .Quoted("STARTING BY", LinesStartingBy)
        .Quoted("TERMINATED BY", LinesTerminatedBy);

    private void WriteFields(StatementWriter writer) => writer
        .AddIf((FieldsTerminatedBy ?? FieldsEnclosedBy ?? FieldsEscapedBy) is not null, "FIELDS")
        .Quoted("TERMINATED BY", FieldsTerminatedBy)
        .Quoted(OptionallyEnclosed is true ? "OPTIONALLY ENCLOSED BY" : "ENCLOSED BY", FieldsEnclosedBy)
        .Quoted("ESCAPED BY", FieldsEscapedBy);

    private static char? Character(string? text, string clause) => text switch
    {
        null or "" => null,
        [var character] => character,
        _ => throw StageErrorCode.OptionInvalid.Error($"{clause} is one character, and '{text}' is {text.Length}; leave the others out.", clause),
    };

    /// <summary>A clause, by the words before its BY.</summary>
    private sealed record Part(string[] Words, string What, Func<FieldClauses, string?> Get, Func<FieldClauses, string, FieldClauses> Set);
}
