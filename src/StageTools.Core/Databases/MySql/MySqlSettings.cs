using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>What a connection string of MySQL or MariaDB says, completed by what MySQL's own clients take from elsewhere.</summary>
internal static class MySqlSettings
{
    /// <summary>Reads keywords (<c>Server=…;Database=…</c>) or a URL.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    public static MySqlConnectionStringBuilder Read(string text)
    {
        try
        {
            var settings = text.Contains("://", StringComparison.Ordinal) ? ReadUrl(new Uri(text)) : new MySqlConnectionStringBuilder(text);
            MySqlOptionFiles.Complete(settings);
            if (string.IsNullOrEmpty(settings.Server) || string.IsNullOrEmpty(settings.Database))
                throw new FormatException();

            settings.UserID = settings.UserID is { Length: > 0 } user ? user : Environment.UserName;

            // What values are, and that none is another on its way, is not the user's to choose.
            (settings.AllowZeroDateTime, settings.ConvertZeroDateTime, settings.DateTimeKind) = (true, false, MySqlDateTimeKind.Unspecified);
            (settings.GuidFormat, settings.TreatTinyAsBoolean, settings.OldGuids) = (MySqlGuidFormat.None, false, false);
            (settings.IgnorePrepare, settings.NoBackslashEscapes, settings.IgnoreCommandTransaction) = (false, false, true);
            (settings.AllowLoadLocalInfile, settings.Pooling, settings.AutoEnlist) = (false, false, false);
            return settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // What the parsers say may hold a part of the password: none of it is passed on.
            throw StageErrorCode.OptionInvalid.Error(
                "The connection string is not one of MySQL or MariaDB that names a server and a database; write mysql://user@host/database, or "
                    + "mysql:Server=…;Database=…;User ID=….");
        }
    }

    private static MySqlConnectionStringBuilder ReadUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var settings = new MySqlConnectionStringBuilder
        {
            Server = Uri.UnescapeDataString(url.Host.Trim('[', ']')),
            Database = Uri.UnescapeDataString(url.AbsolutePath.Trim('/')),
            UserID = Uri.UnescapeDataString(user[0]),
        };
        if (url.Port > 0)
            settings.Port = (uint)url.Port;

        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(settings, pair.Split('=', 2) is [var key, var value] ? (key, Uri.UnescapeDataString(value)) : (pair, string.Empty));

        return settings;
    }

    /// <summary>Sets what MySQL's clients call <c>ssl-ca</c>, and MySqlConnector <c>SslCa</c>.</summary>
    public static void Set(MySqlConnectionStringBuilder settings, (string Key, string Value) option)
    {
        var key = option.Key.Replace("-", string.Empty, StringComparison.Ordinal).Replace("_", string.Empty, StringComparison.Ordinal);
        settings[key] = key.Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? SslMode(option.Value) : option.Value;
    }

    private static string SslMode(string word) => word.ToUpperInvariant() switch
    {
        "DISABLED" => nameof(MySqlSslMode.None),
        "VERIFY_CA" => nameof(MySqlSslMode.VerifyCA),
        "VERIFY_IDENTITY" => nameof(MySqlSslMode.VerifyFull),
        _ => word,
    };
}
