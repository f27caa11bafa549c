namespace StageTools.Storage.Folders;

/// <summary>What a name of the file system stands for.</summary>
internal enum ItemKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, not what it leads to.</summary>
    Link,

    /// <summary>A named pipe: whoever opens it waits for somebody at its other end.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device: a terminal, a disk, an endless source of zeros.</summary>
    Device,
}
