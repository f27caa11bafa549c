using StageTools.Formats.Options;

namespace StageTools.Query.Staged;

/// <summary>A text file as DuckDB can read it: itself, or a copy of it in the cache.</summary>
/// <param name="Path">The file of this machine.</param>
/// <param name="File">The staged file.</param>
/// <param name="Layout">How DuckDB is to read it, where it is CSV or TSV.</param>
/// <param name="IsGzip">Whether DuckDB is to decompress it.</param>
internal sealed record TextFile(string Path, StagedFile File, DelimitedLayout? Layout, bool IsGzip);
