using System.Net.Sockets;
using Npgsql;
using StageTools.Databases.Ado;
using StageTools.Databases.Loading;

namespace StageTools.Databases.Postgres;

/// <summary>PostgreSQL, by a connection that is opened and closed here.</summary>
internal static class PostgresDatabase
{
    private const string InfinitySwitch = "Npgsql.DisableDateTimeInfinityConversions";

    private static readonly Lazy<bool> Prepared = new(Prepare);

    /// <summary>Opens a database.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>; nothing of the connection string is in it.</exception>
    public static async Task<PostgresConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        _ = Prepared.Value;
        var settings = Settings(connectionString);
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
                throw new StageException(
                    StageErrorCode.DatabaseInvalid,
                    $"The database '{settings.Database}' on {settings.Host} cannot be opened: {Reason(e)}.",
                    settings.Host);
            }

            throw;
        }
    }

    /// <summary>What a connection string says, in either form.</summary>
    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = connectionString.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
                || connectionString.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
                ? FromUrl(new Uri(connectionString))
                : new NpgsqlConnectionStringBuilder(connectionString);
            settings.Database ??= settings.Username;
            return string.IsNullOrEmpty(settings.Host) ? throw new FormatException() : settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // What the parsers say may hold a part of the password: none of it is passed on.
            throw new StageException(
                StageErrorCode.OptionInvalid,
                "The connection string is not one of PostgreSQL; write Host=…;Database=…;Username=…;Password=…, or postgres://user@host/database.",
                new Advice(AdviceKind.NameDatabaseFile));
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.Host) };
        if (url.Port > 0)
            settings.Port = url.Port;

        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);

        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
            settings.Database = Uri.UnescapeDataString(database);

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, string.Empty);
            settings[Keyword(key)] = key == "sslmode" ? value.Replace("-", string.Empty, StringComparison.Ordinal) : value;
        }

        return settings;
    }

    // libpq's words where Npgsql has others.
    private static string Keyword(string key) => key switch
    {
        "sslmode" => "SSL Mode",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "options" => "Options",
        _ => Uri.UnescapeDataString(key),
    };

    private static string Reason(Exception error) => error switch
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
    private static bool Prepare()
    {
        var known = AppContext.TryGetSwitch(InfinitySwitch, out var before);
        AppContext.SetSwitch(InfinitySwitch, isEnabled: true);
        var statics = typeof(NpgsqlConnection).Assembly.GetType("Npgsql.Util.Statics");
        if (statics is not null)
            RuntimeHelpers.RunClassConstructor(statics.TypeHandle);

        AppContext.SetSwitch(InfinitySwitch, known && before);
        return statics is not null;
    }
}

/// <summary>A PostgreSQL database behind an open connection.</summary>
internal sealed class PostgresConnection(NpgsqlConnection connection, bool owned = false, string? name = null) : AdoDatabase(connection, owned, name)
{
    internal override DatabaseLoad NewLoad() => new PostgresLoad((NpgsqlConnection)Connection, DisplayName, QuoteName);
}
