namespace StageTools.Formats.Files;

/// <summary>A staged file that a statement reads, brought to this machine.</summary>
/// <param name="Store">Where it lies.</param>
/// <param name="Local">The file here.</param>
/// <param name="Format">What is said about its format, by the stage, its name and the statement.</param>
internal sealed record StagedFile(IStore Store, LocalFile Local, FileFormat Format)
{
    /// <summary>The key, which <c>METADATA$FILENAME</c> shows.</summary>
    public string Key => Local.Item.Key;

    /// <summary>The columns of the folders that it and the files beside it lie in.</summary>
    public FolderColumns Folders { get; init; } = FolderColumns.None;

    /// <summary>Whether it only tells the columns: its rows are another shard's.</summary>
    public bool IsOfOtherShard { get; init; }

    /// <summary>How it is compressed.</summary>
    public Compression Compression => Format.Compression ?? Compression.None;

    /// <summary>Opens its text, no longer compressed.</summary>
    /// <param name="bufferSize">How much is read at once.</param>
    /// <exception cref="StageException"><c>AccessDenied</c>.</exception>
    public Stream OpenText(int bufferSize)
    {
        try
        {
            return CompressionStreams.ForReading(Local.Open(bufferSize), Compression, Local.Shown);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Denied(Local.Shown, e);
        }
    }

    /// <summary>The error of a staged file that this user may not read.</summary>
    public static StageException Denied(string shown, Exception inner) =>
        StageErrorCode.AccessDenied.Error($"The operating system refuses access to '{shown}'; check the permissions of the file.", shown, inner);
}
