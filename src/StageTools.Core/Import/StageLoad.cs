namespace StageTools.Import;

/// <summary>What became of one file (Databend COPY INTO: File, Rows_loaded, Errors_seen, First_error, First_error_line).</summary>
/// <param name="File">The file: a stage path, or a path of the file system.</param>
/// <param name="RowsLoaded">How many of its rows are in the table by this load.</param>
/// <param name="ErrorsSeen">How many errors there were.</param>
/// <param name="FirstError">The first of them; null where there was none.</param>
/// <param name="FirstErrorLine">Its line in the file; null where it has none.</param>
/// <param name="Status">What became of it.</param>
public sealed record StageLoad(string File, long RowsLoaded, long ErrorsSeen, string? FirstError, long? FirstErrorLine, LoadStatus Status)
{
    /// <summary>What else the caller is to be told: why nothing of the file was loaded, or why it could not be removed.</summary>
    public StageException? Error { get; init; }

    /// <summary>What of the file is not in the table though nothing went wrong: rows that the database left out, columns that the table computes
    /// itself; in words that go on from the file's name. Null where there is nothing to tell. A file with a notice is not removed by
    /// PURGE.</summary>
    public string? Notice { get; init; }

    /// <summary>Whether the file is to go: this load, or one before it that said PURGE and died, has its rows in the table.</summary>
    internal bool IsPurged { get; init; }

    /// <summary>The file as it was read.</summary>
    internal ImportFile? Source { get; init; }
}

/// <summary>What became of a file that was to be loaded.</summary>
public enum LoadStatus
{
    /// <summary>All rows are in the table.</summary>
    Loaded,

    /// <summary>The good rows are in the table, the others were left out.</summary>
    PartiallyLoaded,

    /// <summary>Nothing of it is in the table.</summary>
    LoadFailed,

    /// <summary>It was loaded before, in the very same content.</summary>
    AlreadyLoaded,
}
