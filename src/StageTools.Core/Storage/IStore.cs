namespace StageTools.Storage;

/// <summary>What reads and writes the files of one stage.</summary>
/// <remarks>
/// All methods throw <see cref="StageException"/>: <c>FileNotFound</c>, <c>AccessDenied</c>, <c>StoreUnavailable</c>, <c>StoreFull</c>,
/// <c>PathOutsideStage</c>,
/// <c>ItemKindMismatch</c>. Listings stream: they hold no more than a page, or a folder of moderate size, at a time.
/// </remarks>
public interface IStore
{
    /// <summary>A key as the user would write it, for messages: <c>@stage/key</c>, or a path.</summary>
    string Show(StageKey key);

    /// <summary>
    /// What tells an item from all others, by whichever stage it is reached: two stages may lie in one folder, or one inside the other. Segments
    /// stand between slashes, and none ends it, so that what lies in a folder begins with the folder's.
    /// </summary>
    string Identify(StageKey key);

    /// <summary>What the file system itself calls the file or folder of a key: one folder may be mounted twice, and one file have two names, which
    /// <see cref="Identify"/> cannot tell. Null where nothing is there, and for files elsewhere.</summary>
    internal ItemIdentity? FindIdentity(StageKey key) => null;

    /// <summary>What two stores have in common where one may list what the other writes: the file system, a bucket's name. Others never do.</summary>
    string Volume { get; }

    /// <summary>How many requests at once it takes gladly: one where they are answered from this machine.</summary>
    int MostRequests => 1;

    /// <summary>Its files as files of this machine; null where they lie elsewhere.</summary>
    internal ILocalFiles? Local => null;

    /// <summary>
    /// All files whose keys begin with a text (Databend LIST: the path is a prefix), in the store's order. Files of jobs (<see cref="JobName"/>) are
    /// in no listing.
    /// </summary>
    /// <param name="prefix">What keys begin with.</param>
    /// <param name="mayHold">Whether files below a folder, of this key, are wanted: where a store goes through folders one by one.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<StoreItem> ListAsync(string prefix, Func<string, bool> mayHold, CancellationToken cancellationToken);

    /// <summary>
    /// The files and folders directly in a folder, nothing of what lies deeper, in the order of their names, a folder's with a slash at its end; its
    /// key has none. A folder that is not there has nothing in it.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Which of them.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken);

    /// <summary>The file or folder of this key, or null.</summary>
    Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken);

    /// <summary>The folder of this key, or null: also where a file has the same name, as on a bucket it may.</summary>
    async Task<StoreItem?> FindFolderAsync(StageKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) is { IsFolder: true } folder ? folder : null;

    /// <summary>The same, for whoever asks for one path several times in a moment: a store may remember for two seconds what it answered.</summary>
    Task<StoreItem?> FindRecentAsync(StageKey key, bool isFolder, CancellationToken cancellationToken) =>
        isFolder ? FindFolderAsync(key, cancellationToken) : FindAsync(key, cancellationToken);

    /// <summary>Opens a file, as this store has listed or found it, for reading.</summary>
    /// <param name="file">
    /// The file. A bucket refuses one that was replaced since, so that what is read is never half of one and half of another.
    /// </param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException">
    /// <c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>ObjectArchived</c>, <c>ChecksumMismatch</c> for one that was replaced.
    /// </exception>
    Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken);

    /// <summary>Begins a file. What is wrong with the target is said now, before any byte is sent.</summary>
    Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Removes files, as many at once as the store takes, and returns those that stayed, each with the reason.</summary>
    Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Copies a file of another store without its bytes passing through here, where both lie in one service; null where that cannot be.
    /// </summary>
    Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Moves a file or a folder inside the store.</summary>
    Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken);

    /// <summary>Makes a folder, and those above it.</summary>
    Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken);

    /// <summary>Removes a folder; with <paramref name="recurse"/> all that is in it too.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.FolderNotEmpty"/>.</exception>
    Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken);

    /// <summary>Removes everything in the store.</summary>
    /// <returns>False where some of it stayed.</returns>
    Task<bool> RemoveAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes what killed writers left behind, and says how many unfinished files that were. Jobs of several files are ended too
    /// (<see cref="Jobs.StoreJob.SettleBelowAsync"/>).
    /// </summary>
    /// <param name="idle">How long a writer must have been silent to be taken for dead, where nothing else tells (a bucket, a network drive).</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    /// <exception cref="StageException">Why a job could not be ended, once all else was.</exception>
    Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken);

    /// <summary>What it can do for a job of several files.</summary>
    internal IJobStore Jobs { get; }

    /// <summary>A URL by which a file can be read or written for a while without credentials.</summary>
    /// <exception cref="StageException"><c>StorageNotServed</c> for a folder.</exception>
    Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken);
}

/// <summary>What tells a file or folder of this machine from all others, by whatever name, link or mount it is reached.</summary>
/// <param name="Device">Its file system: a device, or a volume on Windows.</param>
/// <param name="Number">What that calls it: an inode, or a file id.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemIdentity(ulong Device, UInt128 Number);

/// <summary>The files of a store that lie in a folder of this machine, for what reads files by itself.</summary>
internal interface ILocalFiles
{
    /// <summary>The folder's full path.</summary>
    string Root { get; }

    /// <summary>A file as it is found: its real path, in which no link is left, and a state that is another once the file has changed.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>FileNotFound</c>, <c>ItemKindMismatch</c>.</exception>
    (string Path, object State) Locate(StageKey key);

    /// <summary>Opens a file that nobody keeps from being written, renamed or removed meanwhile.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>FileNotFound</c>, <c>ItemKindMismatch</c>.</exception>
    FileStream OpenStream(StageKey key, int bufferSize);

    /// <summary>Whether names that differ in case alone are one in the folder of a file, which is made where it is missing.</summary>
    /// <exception cref="StageException">The folder cannot be written to.</exception>
    bool FoldsCase(StageKey file);

    /// <summary>Has on the disk what was written to files that were begun here, by one flush for many where that can be: then none waits for it any
    /// more that is committed or staged.</summary>
    Task FlushAsync(IReadOnlyList<StoreWriter> files, CancellationToken cancellationToken);

    /// <summary>Commits files that were begun here, the disk asked once for many, and tells of each, in their order, what is against it.</summary>
    Task<IReadOnlyList<StageException?>> CommitAsync(IReadOnlyList<StoreWriter> files, CancellationToken cancellationToken);
}

/// <summary>Which names of a folder are wanted; what is not wanted costs the store as little as it can.</summary>
/// <param name="Prefix">What all of them begin with; empty for no such thing.</param>
/// <param name="Files">Decides on the names of files; null for all. Folders are decided on by the prefix alone.</param>
public sealed record NameSelection(string Prefix, Predicate<string>? Files = null)
{
    /// <summary>All names.</summary>
    public static readonly NameSelection All = new(string.Empty);
}

/// <summary>What a presigned URL is for.</summary>
/// <param name="ForWriting">Whether a file may be written by it; else read.</param>
/// <param name="ExpiresIn">How long it holds: one second to seven days (AWS Signature Version 4).</param>
public sealed record PresignOptions(bool ForWriting, TimeSpan ExpiresIn)
{
    /// <summary>The content type that whoever writes must send; null for any.</summary>
    public string? ContentType { get; init; }
}

/// <summary>A URL by which one file can be read or written for a while without credentials (Databend PRESIGN).</summary>
/// <param name="Method">GET or PUT.</param>
/// <param name="Url">The URL as every client takes it, a text: whoever holds it may do what it is for.</param>
/// <param name="Headers">Headers that must be sent with it.</param>
/// <param name="ExpiresOn">When it ends, UTC.</param>
/// <param name="Path">The file's stage path.</param>
public sealed record StageFileUrl(string Method, string Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresOn, string Path);

/// <summary>A file that could not be removed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Error">Why it stayed.</param>
public sealed record RemoveFailure(StageKey Key, StageException Error);
