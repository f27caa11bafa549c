namespace StageTools.Stages;

/// <summary>Where files are written to.</summary>
/// <param name="Store">What writes them, and tells how they are shown.</param>
/// <param name="Key">The folder or file there.</param>
/// <param name="IsFolder">Whether <paramref name="Key"/> is a folder that files go into; else it is the file.</param>
public sealed record Target(IStore Store, StageKey Key, bool IsFolder)
{
    /// <summary>What the stage says of the files' format.</summary>
    public FileFormat Format { get; init; } = FileFormat.Unspecified;

    /// <summary>A folder or file of a stage, which must be enabled: a folder where it is said to be, or is the stage itself.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, and what its store says.</exception>
    public static async Task<Target> StageAsync(StageRegistry stages, StagePath path, bool isFolder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(path);
        var entry = await stages.GetAsync(path.Stage, cancellationToken).ConfigureAwait(false);
        StageRules.RequireWritable(entry);
        return new Target(stages.OpenStore(entry), path.Key, isFolder || path.Key.IsRoot) { Format = entry.FileFormat ?? FileFormat.Unspecified };
    }

    /// <summary>A folder of this machine, by its full path; it is made when something is written to it.</summary>
    public static Target LocalFolder(string path) => new(FileStore.Local(path), StageKey.Root, IsFolder: true);

    /// <summary>A file of this machine, by its full path.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>.</exception>
    public static Target LocalFile(string path) =>
        new(FileStore.Local(Path.GetDirectoryName(path) ?? path), StageKey.Parse(Path.GetFileName(path)), IsFolder: false);

    /// <summary>What a URL names that lies in no stage.</summary>
    /// <param name="stages">Whose stores it may lie in.</param>
    /// <param name="url">The URL.</param>
    /// <param name="connection">How it is reached.</param>
    /// <param name="isFolder">Whether it is a folder; all that a connection reaches is one anyway.</param>
    /// <exception cref="StageException"><c>CredentialRequired</c>, <c>OptionInvalid</c>, <c>StageUrlInvalid</c>.</exception>
    public static Target Of(StageRegistry stages, StageUrl url, StageConnection connection, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(stages);
        var (store, key) = stages.Stores.OpenItem(url, connection);
        return new Target(store, key, isFolder || key.IsRoot);
    }

    /// <summary>The same, as a folder where one is there.</summary>
    public async Task<Target> FoundAsync(CancellationToken cancellationToken) =>
        !IsFolder && await Store.FindAsync(Key, cancellationToken).ConfigureAwait(false) is { IsFolder: true }
            ? this with { IsFolder = true }
            : this;

    /// <summary>It as the user would write it.</summary>
    public override string ToString() => Store.Show(Key);
}
