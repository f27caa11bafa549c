using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage;

/// <summary>A file that could not be removed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Error">Why it stayed.</param>
public sealed record RemoveFailure(StageKey Key, StageException Error);
