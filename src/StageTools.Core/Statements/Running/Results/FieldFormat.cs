using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Statements.Running.Results;

/// <summary>MatrixOne's FIELDS and LINES as options of a file format.</summary>
internal static class FieldFormat
{
    /// <summary>What holds where neither a stage nor a name nor the statement tells: a <c>.txt</c> is CSV.</summary>
    public static FileFormat Defaults { get; } = new() { Dialect = Dialect.MatrixOne, Format = RowFormat.Csv };

    /// <summary>The options.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static FileFormat Of(FieldClauses? clauses)
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
            RecordDelimiter = clauses.LinesTerminatedBy,
        };
    }

    private static char? Character(string? text, string clause) => text switch
    {
        null or "" => null,
        [var character] => character,
        _ => throw new StageException(
            StageErrorCode.OptionInvalid, $"{clause} is one character, and '{text}' is {text.Length}; leave the others out.", clause),
    };
}
