using System.Net.Sockets;
using Npgsql;

namespace StageTools.Databases.Postgres;

/// <summary>PostgreSQL, by a connection that is opened and closed here.</summary>
internal static class PostgresDatabase
{
    private const string InfinitySwitch = "Npgsql.DisableDateTimeInfinityConversions";

    private static readonly Lazy<bool> Prepared = new(PrepareOnce);

    /// <summary>Opens a database.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>; nothing of the connection string is in it.</exception>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        Prepare();
        var settings = Settings(connectionString);
        settings.ArrayNullabilityMode = ArrayNullabilityMode.Always;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new PostgresConnection(connection, owned: true, $"'{settings.Database}' on {settings.Host}");
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException or SocketException or TimeoutException
                or ArgumentException or InvalidOperationException or NotSupportedException)
            {
                throw StageErrorCode.DatabaseInvalid.Error(
                    $"The database '{settings.Database}' on {settings.Host} cannot be opened: {Reason(e)}.", settings.Host);
            }

            throw;
        }
    }

    /// <summary>Has Npgsql read dates as they are; before the first connection of the process.</summary>
    internal static void Prepare() => _ = Prepared.Value;

    /// <summary>What a connection string says, in either form.</summary>
    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = PostgresUrl.Is(connectionString)
                ? PostgresUrl.Read(connectionString)
                : new NpgsqlConnectionStringBuilder(connectionString);
            settings.Database ??= settings.Username;
            return string.IsNullOrEmpty(settings.Host) ? throw new FormatException() : settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // What the parsers say may hold a part of the password: none of it is passed on.
            throw StageErrorCode.OptionInvalid.Error(
                "The connection string is not one of PostgreSQL; write Host=…;Database=…;Username=…;Password=…, or postgres://user@host/database; "
                    + "MySQL, MariaDB and SQL Server begin with mysql://, mariadb:// and sqlserver://.",
                new Advice(AdviceKind.NameDatabaseFile));
        }
    }

    /// <summary>Why a connection failed, in words without its settings.</summary>
    internal static string Reason(Exception error) => error switch
    {
        PostgresException refused => string.Create(CultureInfo.InvariantCulture, $"{refused.MessageText} ({refused.SqlState})"),
        SocketException or NpgsqlException { InnerException: SocketException } =>
            $"{(error.InnerException ?? error).Message.TrimEnd('.')}; check that the server runs, and its address and port",
        NpgsqlException { InnerException: { } inner } => inner.Message.TrimEnd('.'),
        NpgsqlException or TimeoutException => error.Message.TrimEnd('.'),
        _ => "the connection string does not suit it",
    };

    // Npgsql reads 'infinity' as the last day of year 9999 unless told otherwise, and asks once. The setting is the process's: another Npgsql in
    // the session, loaded later, is not to find it.
    private static bool PrepareOnce()
    {
        var known = AppContext.TryGetSwitch(InfinitySwitch, out var before);
        AppContext.SetSwitch(InfinitySwitch, isEnabled: true);
        var statics = Type.GetType("Npgsql.Util.Statics, Npgsql");
        if (statics is not null)
            RuntimeHelpers.RunClassConstructor(statics.TypeHandle);

        AppContext.SetSwitch(InfinitySwitch, known && before);
        return statics is not null;
    }
}

/// <summary>A PostgreSQL database behind an open connection.</summary>
internal sealed class PostgresConnection(NpgsqlConnection connection, bool owned = false, string? name = null) : AdoDatabase(connection, owned, name)
{
    // What the texts of ranges, points and records are made by, as pg_dump has it: days that can be read in one way alone, and all digits.
    private const string TextSettings =
        "SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'";

    internal override DatabaseLoad NewLoad() => new PostgresLoad((NpgsqlConnection)Connection, DisplayName, QuoteName);

    private bool _isAsked;

    // Of several statements nothing can be asked before. On an open connection they are its owner's; on one of ours a COMMIT among them would end
    // the transaction for reading.
    private protected override async Task PrepareAsync(DbCommand command, CancellationToken cancellationToken)
    {
        _isAsked = await PostgresForms.TryAskAsync((NpgsqlCommand)command, cancellationToken).ConfigureAwait(false);
        if (!_isAsked && IsOwned)
            throw DatabaseErrors.SeveralStatements(DisplayName);
    }

    private protected override IReadOnlyList<ExactForm>? FormsOf(DbDataReader reader) =>
        _isAsked ? PostgresForms.Of((NpgsqlDataReader)reader) : null;

    private protected override async Task<DbTransaction> BeginReadingAsync(CancellationToken cancellationToken)
    {
        var transaction = await base.BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(Connection, TextSettings, cancellationToken, transaction, isShort: true).ConfigureAwait(false);
        return transaction;
    }
}
