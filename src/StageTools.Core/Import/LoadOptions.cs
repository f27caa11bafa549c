namespace StageTools.Import;

/// <summary>How files are loaded into a table.</summary>
/// <param name="Table">The table: <c>table</c> or <c>schema.table</c>; it is made where there is none.</param>
public sealed record LoadOptions(string Table)
{
    /// <summary>How many rows of a file are looked at, by default, to find the types of a new table's columns.</summary>
    public const int DefaultSampleSize = 10_000;

    /// <summary>What is done about rows that cannot be loaded.</summary>
    public OnLoadError OnError { get; init; }

    /// <summary>Whether files that were loaded before are loaded again.</summary>
    public bool Force { get; init; }

    /// <summary>Whether files are removed once their rows are safely in the table.</summary>
    public bool Purge { get; init; }

    /// <summary>How many rows of each file are looked at to find the types of a new table's columns; 0 for all.</summary>
    public int SampleSize { get; init; } = DefaultSampleSize;
}
