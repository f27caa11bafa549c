namespace StageTools.Import;

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
