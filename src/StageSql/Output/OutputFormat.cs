namespace StageTools.Terminal.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>A table for a person.</summary>
    Table,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>Values between tabs; tabs, line ends and backslashes of theirs behind a backslash.</summary>
    Tsv,

    /// <summary>An array of objects.</summary>
    Json,

    /// <summary>An object a line.</summary>
    NdJson,

    /// <summary>A line for each value.</summary>
    Vertical,
}
