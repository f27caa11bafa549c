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

    /// <summary>
    /// Whether the files that this load loads are removed once their rows are safely in the table, and those too that an earlier one with this option
    /// loaded and did not live to remove.
    /// </summary>
    public bool Purge { get; init; }

    /// <summary>The table's columns that are filled; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether the columns of CSV and TSV files are the table's in their order, whatever their header calls them (Databend,
    /// MatrixOne).</summary>
    public bool ByPosition { get; init; }

    /// <summary>How many errors, of all files together, end a load that is to <see cref="OnLoadError.Abort"/> (Databend: ABORT_n); rows that make
    /// fewer are left out.</summary>
    public long AbortAfter { get; init; } = 1;

    /// <summary>How many files are loaded at most, those that were loaded before not among them; null for all.</summary>
    public long? MaxFiles { get; init; }

    /// <summary>Which part of the files this load has, while others load the other parts; null for all of them.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Whether rows that cannot be loaded are left out.</summary>
    internal bool IsTolerant => OnError == OnLoadError.Continue || (OnError == OnLoadError.Abort && AbortAfter > 1);

    /// <summary>How many rows of each file are looked at to find the types of a new table's columns; 0 for all.</summary>
    public int SampleSize { get; init; } = DefaultSampleSize;
}

/// <summary>What a load does about rows that cannot be loaded (Databend COPY INTO: ON_ERROR).</summary>
public enum OnLoadError
{
    /// <summary>Nothing at all is loaded, of no file.</summary>
    Abort,

    /// <summary>The row is left out and counted.</summary>
    Continue,

    /// <summary>Its whole file is left out.</summary>
    Skip,
}
