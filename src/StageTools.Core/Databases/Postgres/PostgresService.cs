using Npgsql;

namespace StageTools.Databases.Postgres;

/// <summary>What libpq takes from the environment and Npgsql does not: the service file, and how to encrypt the connection.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-pgservice.html. Npgsql itself reads PGUSER, PGPASSWORD, PGPASSFILE and .pgpass.</remarks>
internal static class PostgresService
{
    /// <summary>Adds what was not said to what was.</summary>
    /// <param name="settings">What was said.</param>
    /// <param name="service">The service that was named; null for that of the environment, if any.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> for a service that no file has.</exception>
    public static void Complete(NpgsqlConnectionStringBuilder settings, string? service)
    {
        service ??= Variable("PGSERVICE");
        if (service is not null)
        {
            foreach (var (key, value) in Read(service))
                Add(settings, key, value);
        }

        if (Variable("PGSSLMODE") is { } mode)
            Add(settings, "sslmode", mode);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static void Add(NpgsqlConnectionStringBuilder settings, string key, string value)
    {
        var keyword = key switch
        {
            "host" or "hostaddr" => "Host",
            "port" => "Port",
            "dbname" => "Database",
            "user" => "Username",
            "password" => "Password",
            "passfile" => "Passfile",
            _ => PostgresUrl.Keyword(key),
        };

        // What Npgsql knows no word for is libpq's alone, such as how its own connections are kept alive.
        if (!settings.ContainsKey(keyword) || settings.ShouldSerialize(keyword))
            return;

        try
        {
            settings[keyword] = key == "sslmode" ? PostgresUrl.SslMode(value) : value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw StageErrorCode.OptionInvalid.Error($"The setting '{key}' of PostgreSQL's service or environment has a value that it cannot have.");
        }
    }

    private static List<(string Key, string Value)> Read(string service)
    {
        foreach (var file in Files())
        {
            var inside = false;
            var found = new List<(string Key, string Value)>();
            foreach (var line in File.Exists(file) ? File.ReadLines(file).Select(static line => line.Trim()) : [])
            {
                if (line is ['[', .. var name, ']'])
                {
                    if (inside)
                        return found;

                    inside = name == service;
                }
                else if (inside && line.Split('=', 2) is [var key, var value] && key is [not '#', ..])
                {
                    found.Add((key.Trim(), value.Trim()));
                }
            }

            if (inside)
                return found;
        }

        throw StageErrorCode.OptionInvalid.Error(
            $"There is no service '{service}' of PostgreSQL; write it in ~/.pg_service.conf, or in the file that PGSERVICEFILE names.", service);
    }

    private static IEnumerable<string> Files()
    {
        if (Variable("PGSERVICEFILE") is { } named)
        {
            yield return named;
        }
        else if (OperatingSystem.IsWindows())
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", ".pg_service.conf");
        }
        else
        {
            yield return Path.Combine(Variable("HOME") ?? "/", ".pg_service.conf");
        }

        if (Variable("PGSYSCONFDIR") is { } folder)
            yield return Path.Combine(folder, "pg_service.conf");
    }
}
