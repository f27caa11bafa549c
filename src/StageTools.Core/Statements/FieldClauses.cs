namespace StageTools.Statements;

/// <summary><c>FIELDS TERMINATED BY ',' [OPTIONALLY] ENCLOSED BY '"' ESCAPED BY '\\' LINES STARTING BY '' TERMINATED BY '\n'</c>
/// (MatrixOne).</summary>
public sealed record FieldClauses
{
    private static readonly string[] LineWords = ["STARTING", "TERMINATED"];
    private static readonly string[] Words = ["TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"];

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
        T TakeFields(StatementCursor cursor, T said) => set(said, (get(said) ?? new FieldClauses()).TakeFields(cursor));
        return form
            .Marked(OptionMark.None)
            .Option("FIELDS", TakeFields, (writer, said) => get(said)?.WriteFields(writer))
            .Option("COLUMNS", TakeFields, static (_, _) => { })
            .Option(
                "LINES",
                (cursor, said) => set(said, (get(said) ?? new FieldClauses()).TakeLines(cursor)),
                (writer, said) => get(said)?.WriteLines(writer));
    }

    private FieldClauses TakeFields(StatementCursor cursor)
    {
        var fields = TakeField(cursor);
        while (Array.Exists(Words, cursor.Peek().IsWord))
            fields = fields.TakeField(cursor);

        return fields;
    }

    private FieldClauses TakeField(StatementCursor cursor)
    {
        var start = cursor.Peek().Start;
        var isOptional = cursor.TryTake("OPTIONALLY");
        var word = isOptional
            ? "ENCLOSED"
            : Array.Find(Words, cursor.TryTake) ?? throw cursor.Expected("TERMINATED BY, ENCLOSED BY or ESCAPED BY", Words);
        cursor.Expect(isOptional ? ["ENCLOSED", "BY"] : ["BY"]);
        var text = cursor.TakeText("the characters in quotes");
        var (said, fields) = word switch
        {
            "TERMINATED" => (FieldsTerminatedBy, this with { FieldsTerminatedBy = text }),
            "ENCLOSED" => (FieldsEnclosedBy, this with { FieldsEnclosedBy = text, OptionallyEnclosed = isOptional }),
            _ => (FieldsEscapedBy, this with { FieldsEscapedBy = text }),
        };
        return said is null ? fields : throw cursor.Twice(start, $"{word} BY");
    }

    private FieldClauses TakeLines(StatementCursor cursor)
    {
        var lines = this;
        do
        {
            var start = cursor.Peek().Start;
            var isStart = cursor.TryTake(LineWords[0]);
            cursor.Expect(isStart ? ["BY"] : ["TERMINATED", "BY"]);
            if ((isStart ? lines.LinesStartingBy : lines.LinesTerminatedBy) is not null)
                throw cursor.Twice(start, isStart ? "STARTING BY" : "TERMINATED BY");

            var text = cursor.TakeText(isStart ? "what a line begins with, in quotes" : "what ends a line, in quotes");
            lines = isStart ? lines with { LinesStartingBy = text } : lines with { LinesTerminatedBy = text };
        }
        while (Array.Exists(LineWords, cursor.Peek().IsWord));
        return lines;
    }

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
}
