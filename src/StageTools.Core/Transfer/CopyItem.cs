using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>One file to copy.</summary>
/// <param name="From">Where it lies.</param>
/// <param name="File">The file.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Target">The key it gets there.</param>
public sealed record CopyItem(Place From, StoreItem File, Place To, StageKey Target)
{
    /// <summary>Why it cannot be copied at all: it cannot be read.</summary>
    public StageException? Error { get; init; }

    /// <summary>One file below a folder, to the same place below another: by its exact name, whatever that is. A store that can hold none of that
    /// name refuses it.</summary>
    public static CopyItem Below(Place from, StoreItem file, int skipped, Place to, StageKey folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new CopyItem(from, file, to, folder.Below(file.Key[Math.Min(skipped, file.Key.Length)..])) { Error = file.Error };
    }
}
