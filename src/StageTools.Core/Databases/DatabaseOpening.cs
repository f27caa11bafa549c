using Npgsql;

namespace StageTools.Databases;

/// <summary>Every kind of database there is, and how each is opened.</summary>
public static partial class DatabaseOpening
{
    // A line a word. Each client library is loaded with the first database of its kind.
    private static readonly Dictionary<string, Func<string, CancellationToken, Task<Database>>> Servers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["postgres"] = PostgresDatabase.OpenAsync,
        ["postgresql"] = PostgresDatabase.OpenAsync,
        ["mysql"] = MySqlDatabase.OpenAsync,
        ["mariadb"] = MySqlDatabase.OpenAsync,
        ["sqlserver"] = SqlServerDatabase.OpenAsync,
    };

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
    public static Task<Database> OpenFileAsync(string path, bool create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Database>(DatabaseFiles.IsDuckDb(path, create) ? new DuckDbFile(path) : new SqliteFile(path));
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

    /// <summary>A database of a server: a URL (<c>mysql://user@host/database</c>), or keywords behind the same word (<c>mysql:Server=…</c>); keywords
    /// without a word are PostgreSQL's.</summary>
    /// <param name="connectionString">The text.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>DatabaseInvalid</c>; nothing of the text is in them.</exception>
    public static Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var word = connectionString[..Math.Max(0, connectionString.IndexOf(':', StringComparison.Ordinal))];
        if (!Servers.TryGetValue(word, out var open))
            return Servers["postgres"](connectionString, cancellationToken);

        var rest = connectionString[(word.Length + 1)..];
        return open(rest.StartsWith("//", StringComparison.Ordinal) ? connectionString : rest, cancellationToken);
    }

    [GeneratedRegex(
        @"(^|[:;\s])(host|server|data source|user id|username|password|pwd)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex ConnectionString();
}
