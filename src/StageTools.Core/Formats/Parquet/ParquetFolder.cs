namespace StageTools.Formats.Parquet;

/// <summary>
/// A folder of this machine for Parquet files while they are made: DuckDB writes files, not streams. It lies in the system's folder for temporary
/// files (TMPDIR).
/// </summary>
internal sealed class ParquetFolder(HeldFolder held) : IDisposable
{
    private int _count;

    /// <summary>Its full path.</summary>
    public string Folder => held.Path;

    /// <summary>Makes a folder.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>, <c>StoreFull</c>.</exception>
    public static ParquetFolder Create()
    {
        var parent = Path.GetTempPath();
        try
        {
            return new ParquetFolder(HeldFolder.Create(parent, "stagetools-parquet-"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.AccessDenied.Error(
                $"No folder can be made in '{parent}', where the Parquet file is put together; set TMPDIR to one that can be written.", parent, e);
        }
    }

    /// <summary>The path of a new file in it.</summary>
    public string NewFile() => Path.Combine(Folder, $"{Interlocked.Increment(ref _count)}.parquet");

    /// <summary>The error of a file that found no room here.</summary>
    public StageException Full(Exception inner) => StageErrorCode.StoreFull.Error(
        $"No space is left in '{Path.GetTempPath()}', where the Parquet file is put together; free some, or set TMPDIR to a folder with more. "
            + "Nothing was written.",
        Folder, inner);

    /// <summary>Removes the folder and all that is in it.</summary>
    public void Dispose() => held.Dispose();
}
