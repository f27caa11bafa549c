namespace StageTools.Paths;

/// <summary>The folder that the process is in, from which relative paths are read.</summary>
public static class CurrentFolder
{
    /// <summary>Its full path.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>: it was removed while the process was in it.</exception>
    public static string Path
    {
        get
        {
            try
            {
                return Environment.CurrentDirectory;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw StageErrorCode.PathInvalid.Error("The current folder is there no more; go to one that is, or write full paths.", inner: e);
            }
        }
    }

    /// <summary>A full path, read from here where it is relative.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>: the path is relative, and the folder is gone.</exception>
    public static string FullPathOf(string path) =>
        System.IO.Path.IsPathFullyQualified(path) ? System.IO.Path.GetFullPath(path) : System.IO.Path.GetFullPath(path, Path);
}
