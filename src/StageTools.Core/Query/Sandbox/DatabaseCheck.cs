using StageTools.Databases;
using StageTools.Errors;

namespace StageTools.Query.Sandbox;

/// <summary>What is wrong with a file that is named as a database, before DuckDB says it in its own words.</summary>
internal static class DatabaseCheck
{
    /// <summary>Refuses another system's database, and a file that may not be read.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>, <c>AccessDenied</c>.</exception>
    public static void RefuseOthers(string? file)
    {
        if (file is null || !File.Exists(file))
            return;

        try
        {
            Span<byte> first = stackalloc byte[DatabaseFiles.HeadLength];
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            first = first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
            if (DatabaseFiles.IsSqlite(first))
            {
                throw new StageException(
                    StageErrorCode.QueryInvalid,
                    $"'{file}' is an SQLite database, and queries run in DuckDB",
                    new Advice(AdviceKind.NameDuckDbFile),
                    file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StageException(StageErrorCode.AccessDenied, $"The database '{file}' cannot be opened: {e.Message}", file, e);
        }
    }
}
