using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>What a connection string of SQL Server says, completed by the variables that sqlcmd reads.</summary>
internal static class SqlServerSettings
{
    /// <summary>Reads keywords (<c>Server=…;Database=…</c>) or a URL.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    public static SqlConnectionStringBuilder Read(string text)
    {
        try
        {
            var settings = text.Contains("://", StringComparison.Ordinal) ? ReadUrl(new Uri(text)) : new SqlConnectionStringBuilder(text);
            if (settings.DataSource.Length == 0 || settings.InitialCatalog.Length == 0)
                throw new FormatException();

            Complete(settings);
            (settings.Pooling, settings.PersistSecurityInfo, settings.ApplicationName) = (false, false, "StageTools");
            return settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // What the parsers say may hold a part of the password: none of it is passed on.
            throw StageErrorCode.OptionInvalid.Error(
                "The connection string is not one of SQL Server that names a server and a database; write sqlserver://user@host/database, or "
                    + "sqlserver:Server=…;Database=…;User ID=….");
        }
    }

    private static void Complete(SqlConnectionStringBuilder settings)
    {
        var isOther = settings.IntegratedSecurity || settings.Authentication != SqlAuthenticationMethod.NotSpecified;
        if (settings.UserID.Length == 0 && !isOther)
            settings.UserID = Environment.GetEnvironmentVariable("SQLCMDUSER") ?? string.Empty;

        if (settings.UserID.Length == 0 && !isOther)
            settings.IntegratedSecurity = true;
        else if (settings.UserID.Length > 0 && settings.Password.Length == 0)
            settings.Password = Environment.GetEnvironmentVariable("SQLCMDPASSWORD") ?? string.Empty;
    }

    private static SqlConnectionStringBuilder ReadUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var settings = new SqlConnectionStringBuilder
        {
            DataSource = url.Port > 0 ? $"{url.Host},{url.Port}" : url.Host,
            InitialCatalog = Uri.UnescapeDataString(url.AbsolutePath.Trim('/')),
            UserID = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : string.Empty,
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (k, Uri.UnescapeDataString(v)) : (pair, string.Empty);
            settings[Uri.UnescapeDataString(key)] = value;
        }

        return settings;
    }
}
