using StageTools.Stages;

namespace StageTools.Catalog;

/// <summary>The folder of the embedded catalog and of its own storage: <c>$STAGETOOLS_HOME</c>, else <c>StageTools</c> in the platform's local application data.</summary>
/// <param name="Folder">The full path.</param>
public sealed record CatalogHome(string Folder)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "STAGETOOLS_HOME";

    /// <summary>The SQLite catalog.</summary>
    public string CatalogFile => Path.Combine(Folder, "catalog.db");

    /// <summary>The key of the catalog's secrets.</summary>
    public string KeyFile => Path.Combine(Folder, "catalog.key");

    /// <summary>One lock file for each process that has temporary stages.</summary>
    public string SessionsFolder => Path.Combine(Folder, "sessions");

    /// <summary>The home that the environment names now.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/> when the platform knows no such folder.</exception>
    public static CatalogHome FromEnvironment()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(named))
        {
            return new CatalogHome(Path.GetFullPath(named));
        }

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? new CatalogHome(Path.Combine(data, "StageTools"))
            : throw new StageException(
                StageErrorCode.CatalogUnavailable, $"This account has no folder for application data; set {Variable} to a folder for the catalog.");
    }

    /// <summary>Copies of files that lie in buckets, and what queries spill; it can be removed at any time.</summary>
    public string CacheFolder => Path.Combine(Folder, "cache");

    /// <summary>The folder of an internal stage's files.</summary>
    public string StageFolder(string id) => Path.Combine(Folder, "stages", id);

    /// <summary>The folder of this user's own stage.</summary>
    public string UserFolder() => Path.Combine(Folder, "users", FileNameOf(UserName));

    /// <summary>Makes the folder where it is missing; a new one is this user's alone.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/>.</exception>
    public void Create()
    {
        try
        {
            PrivateFiles.CreateFolder(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StageException(
                StageErrorCode.CatalogUnavailable, $"The catalog's folder '{Folder}' cannot be made; set {Variable} to a folder that can be written.", Folder, e);
        }
    }

    /// <summary>The user this process runs as, as creators and owners are written.</summary>
    public static string UserName { get; } = OperatingSystem.IsWindows() && Environment.UserDomainName is { Length: > 0 } domain
        ? $"{domain}\\{Environment.UserName}"
        : Environment.UserName;

    /// <summary>Two users never share a folder, whatever characters their names have.</summary>
    private static string FileNameOf(string user) => Uri.EscapeDataString(user);
}
