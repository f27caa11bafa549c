using StageTools.Statements.Parts;
namespace StageTools.Statements;

/// <summary><c>FIELDS TERMINATED BY ',' [OPTIONALLY] ENCLOSED BY '"' ESCAPED BY '\\' LINES TERMINATED BY '\n'</c> (MatrixOne).</summary>
public sealed record FieldClauses
{
    private static readonly string[] Words = ["TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"];

    /// <summary>What stands between fields.</summary>
    public string? FieldsTerminatedBy { get; init; }

    /// <summary>What stands around them.</summary>
    public string? FieldsEnclosedBy { get; init; }

    /// <summary>Whether only text is enclosed; null where nothing is said of enclosing.</summary>
    public bool? OptionallyEnclosed { get; init; }

    /// <summary>What stands before a character that means something else.</summary>
    public string? FieldsEscapedBy { get; init; }

    /// <summary>What ends a line.</summary>
    public string? LinesTerminatedBy { get; init; }

    /// <summary>Adds FIELDS, COLUMNS, which means the same, and LINES to the options of a statement.</summary>
    internal static StatementOptions<T> Options<T>(StatementOptions<T> options, Func<T, FieldClauses?> get, Func<T, FieldClauses, T> set)
    {
        const StatementOptions<T>.Mark None = StatementOptions<T>.Mark.None;
        T TakeFields(StatementCursor cursor, T said) => set(said, (get(said) ?? new FieldClauses()).TakeFields(cursor));
        return options
            .Own("FIELDS", TakeFields, (writer, said) => get(said)?.WriteFields(writer), mark: None)
            .Own("COLUMNS", TakeFields, static (_, _) => { }, mark: None)
            .Own(
                "LINES",
                (cursor, said) => set(said, (get(said) ?? new FieldClauses()).TakeLines(cursor)),
                (writer, said) => Write(writer, "LINES TERMINATED BY", get(said)?.LinesTerminatedBy),
                mark: None);
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
        cursor.Expect("TERMINATED", "BY");
        return this with { LinesTerminatedBy = cursor.TakeText("what ends a line, in quotes") };
    }

    private void WriteFields(StatementWriter writer)
    {
        if ((FieldsTerminatedBy ?? FieldsEnclosedBy ?? FieldsEscapedBy) is not null)
        {
            writer.Add("FIELDS");
            Write(writer, "TERMINATED BY", FieldsTerminatedBy);
            Write(writer, OptionallyEnclosed is true ? "OPTIONALLY ENCLOSED BY" : "ENCLOSED BY", FieldsEnclosedBy);
            Write(writer, "ESCAPED BY", FieldsEscapedBy);
        }
    }

    private static void Write(StatementWriter writer, string words, string? text) =>
        writer.Plain(words, text is null ? null : StatementText.Write(text));
}
