namespace StageTools.Statements.Parts;

/// <summary>How a statement is written: its words, and its options for whoever helps to write one.</summary>
internal interface IStatementForm
{
    /// <summary>The names of the options.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The words that an option's value is one of; none where it is anything else.</summary>
    IReadOnlyList<string> ValuesOf(string option);

    /// <summary>Writes a statement that is of the form.</summary>
    void Write(StatementWriter writer, object said);
}

/// <summary>What stands between an option's name and its value.</summary>
internal enum OptionMark
{
    /// <summary>An equals sign.</summary>
    Assigned,

    /// <summary>An equals sign, or nothing.</summary>
    Free,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>An arrow, <c>=&gt;</c>.</summary>
    Arrow,
}
