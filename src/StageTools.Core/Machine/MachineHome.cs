namespace StageTools.Machine;

/// <summary>The folder of what is this machine's own, the embedded catalog and internal stages among it: <c>$STAGETOOLS_HOME</c>, else
/// <c>StageTools</c> in the platform's local application data.</summary>
/// <param name="Folder">The full path.</param>
public sealed record MachineHome(string Folder)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "STAGETOOLS_HOME";

    /// <summary>The environment variable that, set to 1, has the folder trusted whoever owns it: a mount that shows all files as another's, and is
    /// private all the same.</summary>
    public const string TrustVariable = "STAGETOOLS_TRUST_HOME";

    /// <summary>The key of the catalog's secrets.</summary>
    public string KeyFile => Path.Combine(Folder, "catalog.key");

    /// <summary>One lock file for each process that has temporary stages.</summary>
    public string SessionsFolder => Path.Combine(Folder, "sessions");

    /// <summary>The home that the environment names now.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/> when the platform knows no such folder.</exception>
    public static MachineHome FromEnvironment()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(named))
            return new MachineHome(CurrentFolder.FullPathOf(named));

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? new MachineHome(Path.Combine(data, "StageTools"))
            : throw StageErrorCode.CatalogUnavailable.Error(
                $"This account has no folder for application data; set {Variable} to a folder for the catalog.");
    }

    /// <summary>Copies of files that lie in buckets; it can be removed at any time.</summary>
    public string CacheFolder => Path.Combine(Folder, "cache");

    /// <summary>The folder of all internal stages.</summary>
    public string StagesFolder => Path.Combine(Folder, "stages");

    /// <summary>The folder of an internal stage's files.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogCorrupt"/> for what is no id.</exception>
    public string StageFolder(string id) => Path.Combine(StagesFolder, EntryId.Require(id));

    /// <summary>The folder of this user's own stage. Two users never share one, whatever characters their names have.</summary>
    public string UserFolder() => Path.Combine(Folder, "users", Uri.EscapeDataString(UserName));

    /// <summary>Whether a folder is this one or lies in it, by whatever links.</summary>
    internal bool Holds(string folder) => Lies(folder, Folder);

    /// <summary>Whether a file, or the link that has its name, is one of what lies here beside the files of stages.</summary>
    internal bool Keeps(string file) => ((string?[])[file, Path.GetDirectoryName(file)]).OfType<string>().Any(
        path => Holds(path) && !Lies(path, StagesFolder) && !Lies(path, UserFolder()));

    private static bool Lies(string path, string folder)
    {
        var (whole, real) = (RealPaths.Of(folder), RealPaths.Of(path));
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return $"{Path.TrimEndingDirectorySeparator(real)}{Path.DirectorySeparatorChar}".StartsWith(
            $"{whole}{Path.DirectorySeparatorChar}", comparison);
    }

    /// <summary>Makes the folder where it is missing; a new one is this user's alone.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/>, <see cref="StageErrorCode.CatalogNotTrusted"/>.</exception>
    public void Create() => CreateFolder(Folder);

    /// <summary>Makes a folder in this one, for this user alone; one that is there already is his, or it is refused.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogUnavailable"/>, <see cref="StageErrorCode.CatalogNotTrusted"/>.</exception>
    internal void CreateFolder(string folder)
    {
        // The home first: whatever is made on the way to a private folder is not private itself.
        try
        {
            PrivateFiles.CreateFolder(Folder);
            PrivateFiles.CreateFolder(Own(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.CatalogUnavailable.Error(
                $"The folder '{folder}' cannot be made; set {Variable} to a folder that can be written.", folder, e);
        }

        _ = Own(folder);
    }

    /// <summary>A path in this folder, once everything on the way to it that is there is seen to be this user's, or the administrator's.</summary>
    /// <remarks>In a folder that many may write to, whoever comes first could otherwise plant a key, a catalog, or another user's folder.</remarks>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogNotTrusted"/>.</exception>
    internal string Own(string path)
    {
        // Where the home itself is a link, it leads where the user wants.
        RequireOwn(Directory.Exists(Folder) ? new DirectoryInfo(Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Folder : Folder);
        var part = Folder;
        foreach (var name in Path.GetRelativePath(Folder, path).Split(Path.DirectorySeparatorChar).Where(static name => name != "."))
            RequireOwn(part = Path.Combine(part, name));

        return path;
    }

    /// <summary>The same of an opened file, whatever bears its name by now.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.CatalogNotTrusted"/>.</exception>
    internal static FileStream Own(FileStream file)
    {
        Require(file.Name, FileOwner.Of(file));
        return file;
    }

    private static void RequireOwn(string path)
    {
        // A link that leads nowhere is something, too.
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            Require(path, FileOwner.Of(path));
    }

    private static void Require(string path, FileOwner owner)
    {
        if ((owner.IsTrusted && !owner.OthersMayWrite) || Environment.GetEnvironmentVariable(TrustVariable) == "1")
            return;

        throw StageErrorCode.CatalogNotTrusted.Error(
            owner.IsTrusted
                ? $"'{path}' may be changed by everybody, and StageTools keeps secrets there; take that from them with: chmod o-w '{path}'"
                : $"'{path}' belongs to {owner.Name}, and what StageTools trusts must be yours: set {Variable} to a folder of your own, or, where "
                    + $"this is a private mount, {TrustVariable} to 1.",
            path);
    }

    /// <summary>The user this process runs as, as creators and owners are written.</summary>
    public static string UserName { get; } = Environment.UserName is not { Length: > 0 } name ? FileOwner.NamelessUser()
        : OperatingSystem.IsWindows() && Environment.UserDomainName is { Length: > 0 } domain ? $"{domain}\\{name}"
        : name;
}
