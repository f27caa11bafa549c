using System.Data;
using System.Data.Common;
using Npgsql;

namespace StageTools.Databases;

/// <summary>Every kind of database there is, and how each is opened.</summary>
public static partial class DatabaseOpening
{
    /// <summary>The database behind a connection that its owner has opened, and closes.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c> for one that is not open.</exception>
    public static Database From(DbConnection open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return open.State == ConnectionState.Open
            ? open is NpgsqlConnection postgres ? new PostgresConnection(postgres) : new AdoDatabase(open)
            : throw StageErrorCode.DatabaseInvalid.Error(
                $"The connection ({open.GetType().Name}) is {open.State.ToString().ToLowerInvariant()}; open it first.");
    }

    /// <summary>A SQLite or DuckDB file, told apart by its first bytes; one that is yet to be made by its suffix (<c>.duckdb</c>, <c>.ddb</c>:
    /// DuckDB).</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="create">Whether it may be made, and written to; without that it is opened for reading alone.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>AccessDenied</c>; <c>DatabaseInvalid</c> for a file of another kind.</exception>
    public static async Task<Database> OpenFileAsync(string path, bool create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        return await DatabaseFiles.KindOfAsync(path, create, cancellationToken).ConfigureAwait(false) switch
        {
            DatabaseFileKind.Sqlite => new SqliteFile(path),
            _ => new DuckDbFile(path),
        };
    }

    /// <summary>The text that names a file; a connection in its place is refused, and not repeated: it may hold a password.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static string FileNameOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains("://", StringComparison.Ordinal) && !ConnectionString().IsMatch(text)
            ? text
            : throw StageErrorCode.OptionInvalid.Error(
                "What was given as the database is a connection, and a file of SQLite or DuckDB is wanted",
                new Advice(AdviceKind.GiveConnection), "Database");
    }

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="connectionString">In keyword form (<c>Host=…;Database=…</c>), or a URL (<c>postgres://user@host/database</c>).</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return await PostgresDatabase.OpenAsync(connectionString, cancellationToken).ConfigureAwait(false);
    }

    [GeneratedRegex(
        @"(^|[;\s])(host|server|data source|user id|username|password|pwd)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionString();
}
