using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>One file to copy.</summary>
/// <param name="From">Where it lies.</param>
/// <param name="File">The file.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Target">The key it gets there.</param>
public sealed record CopyItem(Place From, StoreItem File, Place To, StageKey Target)
{
    /// <summary>Why it cannot be copied at all: its name is none that a stage can hold.</summary>
    public StageException? Error { get; init; }

    /// <summary>One file below a folder, to the same place below another.</summary>
    public static CopyItem Below(Place from, StoreItem file, int skipped, Place to, StageKey folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return new CopyItem(from, file, to, folder.Append(file.Key[skipped..]));
        }
        catch (StageException e)
        {
            return new CopyItem(from, file, to, folder) { Error = e };
        }
    }
}
