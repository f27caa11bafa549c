using System.Net.Sockets;
using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>PostgreSQL's errors about a team's catalog, in this module's words.</summary>
/// <remarks>https://www.postgresql.org/docs/current/errcodes-appendix.html.</remarks>
internal sealed class TeamErrors(NpgsqlConnectionStringBuilder settings)
{
    /// <summary>The database as messages call it.</summary>
    public string Catalog { get; } = $"'{settings.Database}' on {settings.Host}";

    /// <summary>The database as no other is called.</summary>
    public string Location { get; } = $"postgres://{settings.Host}:{settings.Port}/{settings.Database}";

    /// <summary>Whether the connection is gone: the server ended it, or nothing came through any more.</summary>
    public static bool IsLost(Exception error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.IdleSessionTimeout,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException { InnerException: IOException or SocketException or ObjectDisposedException } => true,
        IOException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Whether the server has no connection left, or is about to be there.</summary>
    public static bool IsFull(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow };

    /// <summary>Whether two did the same at once, and trying again is all it wants.</summary>
    public static bool IsConflict(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>Whether a name is another stage's.</summary>
    public static bool IsTaken(StageException error) => error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>Whether something else refers to what is to go, or what it refers to is gone.</summary>
    public static bool IsReferred(StageException error) =>
        error.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation };

    /// <summary>Whether an internal stage was to be made where there is no bucket.</summary>
    public static bool IsWithoutStorage(StageException error) => error.InnerException is PostgresException { ConstraintName: TeamStorage.Constraint };

    /// <summary>Whether a stage is not there that something is kept of.</summary>
    public static bool IsGone(StageException error) =>
        error.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.InsufficientPrivilege };

    /// <summary>Whether a table, column or function is not there that a catalog of this version has.</summary>
    public static bool IsUnknown(PostgresException error) => error.SqlState is PostgresErrorCodes.UndefinedTable
        or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName;

    /// <summary>The engine's error for the database's; null where it is none of it.</summary>
    public StageException? Explain(Exception error) => error switch
    {
        PostgresException e => Explain(e),
        NpgsqlException { InnerException: TimeoutException } => Busy(error),
        _ when IsLost(error) => Unavailable("was lost", "the connection was ended; try again", error),
        NpgsqlException => Unavailable("cannot be used", PostgresDatabase.Reason(error), error),
        _ => null,
    };

    /// <summary>The same of an error while a connection is opened.</summary>
    public StageException? ExplainOpening(Exception error) => error switch
    {
        StageException e => e,
        PostgresException e when e.SqlState == PostgresErrorCodes.TooManyConnections => Busy(e),
        PostgresException e when e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Unavailable("cannot be opened", $"{PostgresDatabase.Reason(e)}; check PGUSER, and the password in ~/.pgpass, PGPASSWORD or a service", e),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable } e => Explain(e),
        NpgsqlException or SocketException or TimeoutException or ArgumentException or InvalidOperationException or NotSupportedException
            or IOException => Unavailable("cannot be opened", PostgresDatabase.Reason(error), error),
        _ => null,
    };

    /// <summary>The database holds no catalog, or an older one.</summary>
    public StageException NotThere(string sentence, Exception? inner = null) =>
        StageErrorCode.CatalogUnavailable.Error($"The database {Catalog} {sentence}", new Advice(AdviceKind.InitializeCatalog), Catalog, inner);

    /// <summary>Something of the catalog's name is there, and is none.</summary>
    public StageException NoCatalog(string sentence) => StageErrorCode.CatalogCorrupt.Error($"In the database {Catalog} {sentence}", Catalog);

    /// <summary>The catalog is newer than this.</summary>
    public StageException TooNew(int version, string module) => StageErrorCode.CatalogTooNew.Error(
        $"The catalog {Catalog} was made by a newer StageTools (version {version} of its tables, this one knows {TeamSchema.Current}); update to "
            + $"StageTools {module} or a later one.",
        Catalog);

    /// <summary>Who is connected may not do it.</summary>
    public StageException Refused(string sentence, Exception? inner = null) =>
        StageErrorCode.AccessDenied.Error($"{CatalogErrors.NoPrivilege}: {sentence}", Catalog, inner);

    private StageException? Explain(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege when e.MessageText.Contains("for schema", StringComparison.Ordinal) => Refused(
            $"you are no user of the catalog {Catalog}; ask one of its administrators to make you a member of the role {TeamSchema.Users}.", e),
        PostgresErrorCodes.InsufficientPrivilege when e.MessageText.Contains("directory", StringComparison.Ordinal) => Refused(
            $"to fill a directory table wants READ and WRITE on the stage; ask an administrator of the catalog {Catalog} for them, a member of the "
                + $"role {TeamSchema.Administrators}.",
            e),
        PostgresErrorCodes.InsufficientPrivilege => Refused(
            $"it wants an administrator of the catalog {Catalog}; ask one, a member of the role {TeamSchema.Administrators}.", e),
        _ when IsUnknown(e) => NotThere("holds no catalog yet", e),
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure => Busy(e),
        PostgresErrorCodes.ReadOnlySqlTransaction => StageErrorCode.CatalogReadOnly.Error(
            $"The catalog {Catalog} can only be read: the server is a standby; name the one that is written.", Catalog, e),
        PostgresErrorCodes.DiskFull => StageErrorCode.StoreFull.Error(
            $"No space is left on the server for the catalog {Catalog}; nothing was changed. Free some, and try again.", Catalog, e),
        _ when IsLost(e) => Unavailable("was lost", "the server ended the connection; try again", e),
        _ => Unavailable("refused what was asked of it", PostgresDatabase.Reason(e), e),
    };

    private StageException Busy(Exception inner) => StageErrorCode.CatalogBusy.Error(
        $"The catalog {Catalog} is kept busy by others, and did not answer in time; try again later.", Catalog, inner);

    private StageException Unavailable(string what, string why, Exception inner) =>
        StageErrorCode.CatalogUnavailable.Error($"The catalog {Catalog} {what}: {why}.", Catalog, inner);
}
