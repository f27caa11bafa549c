using StageTools.Errors;
using StageTools.Stages;

namespace StageTools.Transfer;

/// <summary>What became of a file that was to be removed.</summary>
/// <param name="File">The file.</param>
/// <param name="Error">Why it stayed; null when it is gone.</param>
public sealed record RemoveResult(StageFile File, StageException? Error);
