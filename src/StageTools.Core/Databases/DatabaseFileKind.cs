namespace StageTools.Databases;

/// <summary>What a database file is.</summary>
internal enum DatabaseFileKind
{
    /// <summary>SQLite 3.</summary>
    Sqlite,

    /// <summary>DuckDB.</summary>
    DuckDb,
}
