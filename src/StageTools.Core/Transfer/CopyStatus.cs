namespace StageTools.Transfer;

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
