using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>Where a team's catalog is: <c>postgres://host[:port]/database</c>. Who connects is the environment's to say, as for every program of
/// PostgreSQL.</summary>
/// <param name="Url">The text, which holds neither user nor password.</param>
internal sealed record CatalogAddress(string Url)
{
    private const string Wanted = "write postgres://host/database, and a port or sslmode where they are wanted";

    /// <summary>What may stand behind the question mark.</summary>
    private static readonly string[] Keys = ["sslmode", "connect_timeout", "application_name", "service", "sslrootcert", "sslcert", "sslkey"];

    /// <summary>Reads a text.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    public static CatalogAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !PostgresUrl.Is(text))
            throw Invalid($"The catalog's address cannot be read; {Wanted}.");

        var keys = KeysOf(url);
        if (url.UserInfo.Length > 0 || keys.Exists(IsCredential))
        {
            throw Invalid(
                "The catalog's address names a user or a password, and it is no place for one: set PGUSER, and keep the password in ~/.pgpass, "
                    + "PGPASSFILE, PGPASSWORD or a service.");
        }

        if (keys.Find(static key => !Keys.Contains(key, StringComparer.Ordinal)) is not null)
            throw Invalid($"The catalog's address has a setting that is none of it; there are {string.Join(", ", Keys)}.");

        if (!keys.Contains("service") && (url.Host.Length == 0 || url.AbsolutePath.Trim('/').Length == 0))
            throw Invalid($"The catalog's address lacks the host or the database; {Wanted}.");

        var address = new CatalogAddress(text);
        _ = address.Read();
        return address;
    }

    /// <summary>How to connect, with what the environment says now.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for a service that is not there.</exception>
    public NpgsqlConnectionStringBuilder Settings()
    {
        var (settings, service) = Read();
        PostgresService.Complete(settings, service);
        return string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database)
            ? throw Invalid("PostgreSQL's service lacks the host or the database of the catalog; add them to it, or to the address.")
            : settings;
    }

    private static bool IsCredential(string key) => key.Contains("user", StringComparison.Ordinal) || key.Contains("pass", StringComparison.Ordinal);

    private static List<string> KeysOf(Uri url) =>
        [.. Pairs(url).Select(static pair => Uri.UnescapeDataString(pair.Split('=')[0]).ToLowerInvariant())];

    private static string[] Pairs(Uri url) => url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    private (NpgsqlConnectionStringBuilder Settings, string? Service) Read()
    {
        const string key = "service=";
        var pairs = Pairs(new Uri(Url));
        var service = Array.Find(pairs, static pair => pair.StartsWith(key, StringComparison.OrdinalIgnoreCase));
        var rest = string.Join('&', pairs.Where(pair => pair != service));
        try
        {
            var settings = PostgresUrl.Read($"{Url.Split('?')[0]}?{rest}");
            if (settings.Host is { Length: 0 })
                settings.Remove("Host");

            return (settings, service is null ? null : Uri.UnescapeDataString(service[key.Length..]));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            throw Invalid($"The catalog's address has a setting without a value it may have; {Wanted}.");
        }
    }

    private static StageException Invalid(string sentence) => StageErrorCode.OptionInvalid.Error(sentence, "STAGETOOLS_CATALOG");
}
