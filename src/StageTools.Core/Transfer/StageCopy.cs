using StageTools.Errors;

namespace StageTools.Transfer;

/// <summary>What became of one file.</summary>
/// <param name="Source">Where it lay.</param>
/// <param name="Destination">Where it went.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Status">Copied, skipped because it was there already, or failed.</param>
public sealed record StageCopy(string Source, string Destination, long Size, CopyStatus Status)
{
    /// <summary>Why it failed.</summary>
    public StageException? Error { get; init; }
}

/// <summary>What became of a file that was to be copied.</summary>
public enum CopyStatus
{
    /// <summary>It is there, whole and verified.</summary>
    Copied,

    /// <summary>The same was there already.</summary>
    Skipped,

    /// <summary>It is not there; what was there before still is.</summary>
    Failed,
}
