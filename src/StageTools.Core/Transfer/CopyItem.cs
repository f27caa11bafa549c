using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>One file to copy.</summary>
/// <param name="From">Where it lies.</param>
/// <param name="File">The file.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Target">The key it gets there.</param>
public sealed record CopyItem(Place From, StoreItem File, Place To, StageKey Target);
