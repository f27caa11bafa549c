namespace StageTools.Terminal.Output;

/// <summary>How results are written, and for whom.</summary>
/// <param name="Format">The format.</param>
/// <param name="HasHeader">Whether the columns' names stand above their values.</param>
/// <param name="Width">How many characters a line of a table may have; null where nothing is to be cut.</param>
/// <param name="IsQuiet">Whether nothing is told but results.</param>
internal sealed record OutputSettings(OutputFormat Format, bool HasHeader, int? Width, bool IsQuiet = false)
{
    /// <summary>Whether a person is told how many rows there were, and how long it took.</summary>
    public bool Tells => Width is not null && !IsQuiet && Format is OutputFormat.Table or OutputFormat.Vertical;
}

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
