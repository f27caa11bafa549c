using StageTools.Statements.Parts;
namespace StageTools.Statements;

/// <summary><c>FIELDS TERMINATED BY ',' [OPTIONALLY] ENCLOSED BY '"' ESCAPED BY '\\' LINES TERMINATED BY '\n'</c> (MatrixOne).</summary>
public sealed record FieldClauses
{
    /// <summary>Nothing said.</summary>
    internal static readonly FieldClauses Unsaid = new();

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

    internal void Write(StatementWriter writer)
    {
        if ((FieldsTerminatedBy ?? FieldsEnclosedBy ?? FieldsEscapedBy) is not null)
        {
            writer.Add("FIELDS");
            Write(writer, "TERMINATED BY", FieldsTerminatedBy);
            Write(writer, OptionallyEnclosed is true ? "OPTIONALLY ENCLOSED BY" : "ENCLOSED BY", FieldsEnclosedBy);
            Write(writer, "ESCAPED BY", FieldsEscapedBy);
        }

        Write(writer, "LINES TERMINATED BY", LinesTerminatedBy);
    }

    private static void Write(StatementWriter writer, string words, string? text)
    {
        if (text is not null)
        {
            writer.Add(words).Add(StatementText.Write(text));
        }
    }
}
