using Npgsql;

namespace StageTools.Databases.Postgres;

/// <summary>A database by its URL, as libpq writes it (https://www.postgresql.org/docs/current/libpq-connect.html).</summary>
internal static class PostgresUrl
{
    /// <summary>Whether a text is such a URL.</summary>
    public static bool Is(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a URL says. What goes wrong may tell a part of it, and is not to be passed on.</summary>
    public static NpgsqlConnectionStringBuilder Read(string text)
    {
        var url = new Uri(text);
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
            settings[Keyword(key)] = key == "sslmode" ? SslMode(value) : value;
        }

        return settings;
    }

    /// <summary>libpq's words where Npgsql has others.</summary>
    public static string Keyword(string key) => key switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "options" => "Options",
        _ => Uri.UnescapeDataString(key),
    };

    /// <summary>How the connection is encrypted, in Npgsql's words: <c>verify-full</c> is one word there.</summary>
    public static string SslMode(string word) => word.Replace("-", string.Empty, StringComparison.Ordinal);
}
