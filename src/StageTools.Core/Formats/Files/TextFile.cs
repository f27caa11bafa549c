namespace StageTools.Formats.Files;

/// <summary>A text file as DuckDB can read it: itself, or a copy of it in the cache.</summary>
/// <param name="Path">The file of this machine.</param>
/// <param name="File">The staged file.</param>
/// <param name="IsGzip">Whether DuckDB is to decompress it.</param>
/// <param name="IsCopy">Whether it is a copy, in the form that its format gave it.</param>
internal sealed record TextFile(string Path, StagedFile File, bool IsGzip, bool IsCopy = false);
