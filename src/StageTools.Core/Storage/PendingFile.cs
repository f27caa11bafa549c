namespace StageTools.Storage;

/// <summary>A file that is whole in its store and has no name there yet: nobody sees it before it is published.</summary>
/// <param name="Key">The key that it will have.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record PendingFile(string Key, long Size)
{
    /// <summary>
    /// In a store that renames: what it is called until then, beside its place: <see cref="JobName.NewStaged"/>, by which a job's list is known.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>With a name: when it was last written, in ticks of UTC.</summary>
    public long Modified { get; init; }

    /// <summary>In a store that completes uploads: the one in parts that it is; then it has no name.</summary>
    public string? Upload { get; init; }

    /// <summary>With an upload: the entity tags of the upload's parts, in their order.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>With an upload: the entity tag that the object will have.</summary>
    public string? ETag { get; init; }
}
