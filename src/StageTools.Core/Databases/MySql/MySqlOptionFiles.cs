using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>What MySQL's and MariaDB's clients take from their option files and the environment, and MySqlConnector does not.</summary>
/// <remarks>https://mariadb.com/kb/en/configuring-mariadb-with-option-files/: the groups that each client reads; of two lines the later.</remarks>
internal static class MySqlOptionFiles
{
    private static readonly string[] Groups = ["client", "client-server", "client-mariadb"];

    /// <summary>Adds who connects and how the connection is encrypted, where that was not said.</summary>
    public static void Complete(MySqlConnectionStringBuilder settings)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files().Where(File.Exists))
            Read(file, found);

        if (string.IsNullOrEmpty(settings.UserID) && found.TryGetValue("user", out var user))
            settings.UserID = user;

        // A password is its user's: that of another is not tried.
        if (string.IsNullOrEmpty(settings.Password) && (!found.TryGetValue("user", out var owner) || owner == settings.UserID))
            settings.Password = found.GetValueOrDefault("password");

        if (string.IsNullOrEmpty(settings.Password))
            settings.Password = Environment.GetEnvironmentVariable("MYSQL_PWD") ?? string.Empty;

        foreach (var key in (string[])["ssl-ca", "ssl-cert", "ssl-key", "ssl-mode"])
        {
            if (found.TryGetValue(key, out var value) && !settings.ShouldSerialize(key.Replace("-", " ", StringComparison.Ordinal)))
                MySqlSettings.Set(settings, (key, value));
        }
    }

    private static IEnumerable<string> Files()
    {
        if (!OperatingSystem.IsWindows())
        {
            yield return "/etc/my.cnf";
            yield return "/etc/mysql/my.cnf";
        }

        if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
            yield return Path.Combine(home, ".my.cnf");
    }

    private static void Read(string file, Dictionary<string, string> found)
    {
        try
        {
            var isOurs = false;
            foreach (var line in File.ReadLines(file).Select(static line => line.Trim()))
            {
                if (line is ['[', .. var group, ']'])
                    isOurs = Groups.Contains(group, StringComparer.Ordinal);
                else if (isOurs && line is [not ('#' or ';'), ..] && line.Split('=', 2) is [var key, var value])
                    found[key.Trim().Replace('_', '-')] = Unquoted(value.Trim());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's: MySQL's clients pass over it too.
        }
    }

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value.Split(" #", 2)[0].TrimEnd();
}
