using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using StageTools.Errors;
using StageTools.Rows;

namespace StageTools.Databases;

/// <summary>A database that rows are read from, or loaded into: any open ADO.NET connection, a SQLite or DuckDB file, or PostgreSQL.</summary>
/// <remarks>All methods throw <see cref="StageException"/> with <c>DatabaseInvalid</c> for what the database refuses. No error shows a connection string.</remarks>
public abstract partial class Database : IAsyncDisposable
{
    /// <summary>How messages name it: a file's path, or what the connection says of itself. Never a connection string.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The database behind a connection that its owner has opened, and closes.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c> for one that is not open.</exception>
    public static Database From(DbConnection open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return open.State == ConnectionState.Open
            ? new AdoDatabase(open)
            : throw new StageException(StageErrorCode.DatabaseInvalid, $"The connection ({open.GetType().Name}) is {open.State.ToString().ToLowerInvariant()}; open it first.");
    }

    /// <summary>A SQLite or DuckDB file, told apart by its first bytes; one that is yet to be made by its suffix (<c>.duckdb</c>, <c>.ddb</c>: DuckDB).</summary>
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
            : throw new StageException(
                StageErrorCode.OptionInvalid,
                "What was given as the database is a connection, and a file of SQLite or DuckDB is wanted",
                new Advice("give a connection with -Connection", "name a file; a password never stands on a command line, where every user of the machine can read it"),
                "Database");
    }

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="connectionString">In keyword form (<c>Host=…;Database=…</c>), or a URL (<c>postgres://user@host/database</c>).</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return await PostgresDatabase.OpenAsync(connectionString, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A table's name as SQL: <c>a.b</c> is table b of schema a; a part that has a dot stands in double quotes.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no name.</exception>
    public string QuoteName(string name) => TableName.Parse(name).ToSql(QuotePart);

    /// <summary>The rows of a query: one statement that returns rows, run for reading alone where the database can.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>.</exception>
    public abstract Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The rows of a table or view, all its columns.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>, <c>OptionInvalid</c>.</exception>
    public Task<RowSource> ReadTableAsync(string table, CancellationToken cancellationToken) => QueryAsync($"SELECT * FROM {QuoteName(table)}", cancellationToken);

    /// <summary>Closes what was opened here.</summary>
    public abstract ValueTask DisposeAsync();

    [GeneratedRegex(
        @"(^|[;\s])(host|server|data source|user id|username|password|pwd)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionString();

    /// <summary>One part of a name as SQL (ANSI: double quotes, doubled inside).</summary>
    private protected virtual string QuotePart(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
