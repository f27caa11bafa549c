using StageTools.Catalog.Postgres;
using StageTools.Catalog.Sqlite;

namespace StageTools;

/// <summary>The kinds of catalog that stages are registered in: here, and nowhere else, one is chosen.</summary>
public static class KnownCatalogs
{
    /// <summary>The environment variable that names the catalog: a SQLite file, or <c>postgres://host/database</c> for a team's.</summary>
    public const string Variable = "STAGETOOLS_CATALOG";

    /// <summary>What the environment names now; null for the embedded one in the home.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(Variable) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>Who asks the catalog that the environment names now, where that is for the environment to say: what libpq would go by.</summary>
    public static string? User => Named is { } text && PostgresUrl.Is(text)
        ? $"{Environment.GetEnvironmentVariable("PGUSER")} {Environment.GetEnvironmentVariable("PGSERVICE")}"
        : null;

    /// <summary>The catalog that a text names. Nothing is opened before it is asked something.</summary>
    /// <param name="home">The home of this machine, where the embedded catalog is unless another file is named.</param>
    /// <param name="named">A path or a URL; null for the embedded catalog in the home.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    internal static IStageCatalog New(MachineHome home, string? named)
    {
        if (named is null)
            return new SqliteCatalog(home);

        if (PostgresUrl.Is(named))
            return PostgresCatalog.At(named);

        if (named.Contains("://", StringComparison.Ordinal))
        {
            throw StageErrorCode.OptionInvalid.Error("No catalog of that kind is served: name a SQLite file, or postgres://host/database.", Variable);
        }

        return SqliteCatalog.At(CurrentFolder.FullPathOf(named));
    }
}
