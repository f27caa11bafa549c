using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The tables of the SQLite catalog and the steps from one version to the next, counted in <c>PRAGMA user_version</c>.</summary>
internal static class SqliteSchema
{
    // "STGT": tells a catalog from any other SQLite file.
    private const long ApplicationId = 0x53544754;

    private static readonly string[] Migrations = ["Version1", "Version2"];

    /// <summary>The version this code writes and reads.</summary>
    public static int Current => Migrations.Length;

    /// <summary>Whether a catalog is of the current version; of an older one, whether somebody has brought it forward meanwhile.</summary>
    public static bool IsCurrent(SQLiteConnection connection) => connection.Scalar<long>("PRAGMA user_version") == Current;

    /// <summary>Brings a file to the current version, or says why it cannot be used. An older one is copied aside before.</summary>
    /// <returns>What each connection does first; null for nothing.</returns>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogTooNew"/>, <see cref="StageErrorCode.CatalogCorrupt"/> or
    /// <see cref="StageErrorCode.CatalogReadOnly"/>.</exception>
    public static string? Prepare(SQLiteConnection connection, string file, bool readOnly)
    {
        var (id, version, isEmpty) = ReadHeader(connection);
        if (id != ApplicationId && !isEmpty)
        {
            throw StageErrorCode.CatalogCorrupt.Error(
                $"'{file}' is a SQLite database but not a catalog of StageTools; move it away to begin with an empty catalog.", file);
        }

        if (version > Current)
        {
            throw StageErrorCode.CatalogTooNew.Error(
                $"The catalog '{file}' was written by a newer StageTools{ModuleOf(connection, version)} (version {version} of its tables, this one "
                    + $"knows {Current}); update the module.",
                file);
        }

        if (readOnly && version == 0)
        {
            throw StageErrorCode.CatalogReadOnly.Error(
                $"The catalog '{file}' is empty and cannot be written by this user; make it writable, or set {MachineHome.Variable} to another "
                    + "folder.",
                file);
        }

        if (!readOnly && version < Current)
        {
            // Both are kept in the file: set once, before its first transaction.
            connection.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            connection.Execute("PRAGMA journal_mode = WAL");
            if (version > 0)
                CopyAside(connection, string.Create(CultureInfo.InvariantCulture, $"{file}.v{version}"));

            Migrate(connection);
        }

        return readOnly && version < Current ? SqlOf("ReadsFirst") : null;
    }

    private static string SqlOf(string name) => CatalogSql.Of(typeof(SqliteSchema), name);

    /// <summary>Copies an older catalog beside itself, whole or not at all; what was copied before stays.</summary>
    private static void CopyAside(SQLiteConnection connection, string copy)
    {
        if (File.Exists(copy))
            return;

        var unfinished = $"{copy}.{Guid.NewGuid():N}";
        try
        {
            connection.Execute("VACUUM INTO $1", unfinished);
            File.Move(unfinished, copy);
        }
        catch (IOException) when (File.Exists(copy))
        {
            // Another process was quicker, and did it before anything was changed.
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The first module that knows a version of the tables; nothing where the catalog does not tell.</summary>
    private static string ModuleOf(SQLiteConnection connection, long version) =>
        connection.Scalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_step'") > 0
        && connection.ReadTexts("SELECT module FROM schema_step WHERE version = $1", version) is [var module] ? $", {module} or later" : string.Empty;

    /// <summary>What tells a catalog, read in one transaction: another process may be making it just now.</summary>
    private static (long Id, long Version, bool IsEmpty) ReadHeader(SQLiteConnection connection)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        var isEmpty = connection.Scalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        return (connection.Scalar<long>("PRAGMA application_id"), connection.Scalar<long>("PRAGMA user_version"), isEmpty);
    }

    private static void Migrate(SQLiteConnection connection)
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        for (var version = connection.Scalar<long>("PRAGMA user_version"); version < Current; version++)
        {
            connection.Execute(SqlOf(Migrations[version]));
            connection.Execute($"PRAGMA user_version = {version + 1}");
        }

        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        transaction.Commit();
    }
}
