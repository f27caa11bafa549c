using System.Data;
using System.Data.SQLite;
using StageTools.Machine;

namespace StageTools.Catalog.Sqlite;

/// <summary>The tables of the SQLite catalog and the steps from one version to the next, counted in <c>PRAGMA user_version</c>.</summary>
internal static class SqliteSchema
{
    // "STGT": tells a catalog from any other SQLite file.
    private const long ApplicationId = 0x53544754;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE stage (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,
            url TEXT,
            enabled INTEGER NOT NULL,
            session TEXT,
            directory_table INTEGER NOT NULL,
            directory_generation INTEGER NOT NULL DEFAULT 0,
            directory_refreshed_on TEXT,
            file_format TEXT,
            connection TEXT,
            sealed_secrets BLOB,
            comment TEXT,
            creator TEXT,
            owner TEXT,
            created_on TEXT NOT NULL
        ) STRICT;
        CREATE INDEX stage_session ON stage (session) WHERE session IS NOT NULL;
        CREATE TABLE discarded_stage (id TEXT PRIMARY KEY) STRICT;
        CREATE TABLE directory_file (
            stage_id TEXT NOT NULL REFERENCES stage (id) ON DELETE CASCADE,
            generation INTEGER NOT NULL,
            key TEXT NOT NULL,
            size INTEGER NOT NULL,
            last_modified INTEGER NOT NULL,
            md5 TEXT,
            storage_class TEXT,
            PRIMARY KEY (stage_id, generation, key)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE named_entry (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            settings TEXT NOT NULL,
            sealed_secrets BLOB,
            comment TEXT,
            creator TEXT,
            created_on TEXT NOT NULL,
            UNIQUE (kind, name_key)
        ) STRICT;
        ALTER TABLE stage ADD COLUMN connection_id TEXT REFERENCES named_entry (id);
        ALTER TABLE stage ADD COLUMN file_format_id TEXT REFERENCES named_entry (id);
        CREATE INDEX stage_connection ON stage (connection_id) WHERE connection_id IS NOT NULL;
        CREATE INDEX stage_file_format ON stage (file_format_id) WHERE file_format_id IS NOT NULL;
        CREATE TABLE schema_step (version INTEGER PRIMARY KEY, module TEXT NOT NULL) STRICT;
        INSERT INTO schema_step (version, module) VALUES (2, '0.2.0');
        """,
    ];

    // What an older catalog that cannot be written lacks, for whoever reads it: temporary tables go before others of their names.
    private const string ReadsFirst =
        """
        CREATE TEMP TABLE named_entry (id, kind, name, name_key, settings, sealed_secrets, comment, creator, created_on);
        CREATE TEMP VIEW stage AS SELECT *, NULL AS connection_id, NULL AS file_format_id FROM main.stage;
        """;

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
            throw new StageException(
                StageErrorCode.CatalogCorrupt,
                $"'{file}' is a SQLite database but not a catalog of StageTools; move it away to begin with an empty catalog.",
                file);
        }

        if (version > Current)
        {
            throw new StageException(
                StageErrorCode.CatalogTooNew,
                $"The catalog '{file}' was written by a newer StageTools{ModuleOf(connection, version)} (version {version} of its tables, this one "
                    + $"knows {Current}); update the module.",
                file);
        }

        if (readOnly && version == 0)
        {
            throw new StageException(
                StageErrorCode.CatalogReadOnly,
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

        return readOnly && version < Current ? ReadsFirst : null;
    }

    /// <summary>Copies an older catalog beside itself, whole or not at all; what was copied before stays.</summary>
    private static void CopyAside(SQLiteConnection connection, string copy)
    {
        if (File.Exists(copy))
            return;

        var unfinished = $"{copy}.{Guid.NewGuid():N}";
        try
        {
            connection.Execute("VACUUM INTO $file", ("$file", unfinished));
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
        && connection.ReadAll(static row => row.GetString(0), "SELECT module FROM schema_step WHERE version = $version", ("$version", version))
            is [var module] ? $", {module} or later" : string.Empty;

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
            connection.Execute(Migrations[version]);
            connection.Execute($"PRAGMA user_version = {version + 1}");
        }

        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        transaction.Commit();
    }
}
