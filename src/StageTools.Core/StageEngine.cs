namespace StageTools;

/// <summary>The one way in: a catalog, the stages in it, and their files. Safe to use from many threads.</summary>
public sealed class StageEngine : IDisposable
{
    private readonly IStageCatalog _catalog;
    private readonly Lazy<FileCache> _cache;
    private readonly Lazy<StageSql> _sql;

    /// <summary>Names a catalog; nothing is opened before it is needed.</summary>
    /// <param name="home">What is this machine's own.</param>
    /// <param name="catalog">A SQLite file, or <c>postgres://host/database</c>; null for what the environment names
    /// (<see cref="KnownCatalogs.Variable"/>), else the one in the home.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public StageEngine(MachineHome home, string? catalog = null)
        : this(home, KnownCatalogs.New(home, catalog ?? KnownCatalogs.Named))
    {
    }

    /// <summary>An engine over a catalog, which it closes in the end.</summary>
    internal StageEngine(MachineHome home, IStageCatalog catalog, StoreProviders? stores = null)
    {
        Home = home;
        _catalog = catalog;
        Stages = new StageRegistry(_catalog, home, stores ?? KnownStores.New());
        Files = new StageFiles(_catalog, Stages);
        _cache = new Lazy<FileCache>(() => new FileCache(Home));
        _sql = new Lazy<StageSql>(() => new StageSql(Home, Stages, Cache));
    }

    /// <summary>What is this machine's own: the embedded catalog, copies of files, temporary files.</summary>
    public MachineHome Home { get; }

    /// <summary>The stages.</summary>
    public StageRegistry Stages { get; }

    /// <summary>Their files.</summary>
    public StageFiles Files { get; }

    /// <summary>Who may use which stage, where the catalog is a team's.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for a catalog that is one user's alone.</exception>
    public ITeamCatalog Team => _catalog.Team ?? throw StageErrorCode.OptionInvalid.Error(
        $"The catalog in use is this user's alone, and nobody else can be let in; name a team's in {KnownCatalogs.Variable}: postgres://host/name.",
        KnownCatalogs.Variable);

    /// <summary>Staged files as files of this machine.</summary>
    public FileCache Cache => _cache.Value;

    /// <summary>SQL over staged files.</summary>
    internal StageSql Sql => _sql.Value;

    /// <summary>Encrypts the secrets of all stages with a new key, made or given (32 bytes in Base64); all of them, or none.</summary>
    /// <exception cref="StageException">
    /// <c>OptionInvalid</c> for what is no key, or none where the environment's is in use; <c>SecretUnreadable</c> for secrets of another key.
    /// </exception>
    public Task<StageKeyUpdate> UpdateKeyAsync(string? newKey, CancellationToken cancellationToken) =>
        new KeyRotation(_catalog, Home).RunAsync(newKey, cancellationToken);

    /// <summary>Ends this engine's temporary stages and closes the catalog.</summary>
    public void Dispose()
    {
        if (_sql.IsValueCreated)
            Sql.Dispose();

        Stages.Dispose();
        _catalog.Dispose();
    }
}
