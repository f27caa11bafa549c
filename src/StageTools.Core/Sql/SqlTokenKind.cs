namespace StageTools.Sql;

/// <summary>What a piece of SQL text is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A word: a keyword or a name.</summary>
    Word,

    /// <summary>A name in double quotes, or in backticks (MatrixOne).</summary>
    QuotedName,

    /// <summary>A text in single quotes, with or without a letter before them.</summary>
    Text,

    /// <summary>A text between dollar quotes.</summary>
    DollarText,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>$1</c> or <c>$name</c>.</summary>
    Parameter,

    /// <summary>A stage path without quotes: <c>@stage/2026/*.csv</c>.</summary>
    StagePath,

    /// <summary>One character of an operator or a bracket.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}
