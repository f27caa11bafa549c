using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage;

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
}
