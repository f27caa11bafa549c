namespace StageTools.Storage;

/// <summary>Which names of a folder are wanted; what is not wanted costs the store as little as it can.</summary>
/// <param name="Prefix">What all of them begin with; empty for no such thing.</param>
/// <param name="Files">Decides on the names of files; null for all. Folders are decided on by the prefix alone.</param>
public sealed record NameSelection(string Prefix, Predicate<string>? Files = null)
{
    /// <summary>All names.</summary>
    public static readonly NameSelection All = new(string.Empty);
}
