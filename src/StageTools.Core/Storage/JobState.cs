namespace StageTools.Storage;

/// <summary>What tells whether a job lives.</summary>
internal enum JobState
{
    /// <summary>It has ended meanwhile.</summary>
    Gone,

    /// <summary>It gave a sign of life.</summary>
    Living,

    /// <summary>It gave none for a while, and may still live.</summary>
    Silent,

    /// <summary>It is dead.</summary>
    Dead,
}
