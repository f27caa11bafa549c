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

    /// <summary>Makes or upgrades a team's catalog, and names its bucket.</summary>
    /// <param name="url">The bucket for internal stages and everybody's own; null leaves it as it is.</param>
    /// <param name="connection">The connection of the catalog that says how it is reached; null where each machine knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no bucket, and as <see cref="ITeamCatalog.InitializeAsync"/>.</exception>
    public async Task<CatalogSetup> InitializeCatalogAsync(string? url, StageName? connection, CancellationToken cancellationToken)
    {
        var team = Team;
        if (url is null)
            return await team.InitializeAsync(bucket: null, cancellationToken).ConfigureAwait(false);

        var place = Stages.Stores.ParseUrl(url);
        if (Stages.Stores.FolderOf(place) is not null)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{place}' is a folder of one machine, and a team's files want a bucket: name one, such as s3://team/stagetools/.");
        }

        var setup = await team.InitializeAsync(new TeamBucket(place, connection), cancellationToken).ConfigureAwait(false);
        return setup with { BucketPolicy = Stages.Stores.Of(place).PolicyOf(place, InternalStorage.UsersFolder, InternalStorage.StagesFolder) };
    }

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

    /// <summary>Copies stages, connections and file formats into another catalog, all of them or none; of internal stages the files stay.</summary>
    /// <param name="destination">A SQLite file, or <c>postgres://host/database</c>.</param>
    /// <param name="options">What is done where there is more than one way.</param>
    /// <param name="cancellationToken">Ends it; nothing is copied then.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>StageAlreadyExists</c>, <c>ConnectionAlreadyExists</c>,
    /// <c>FileFormatAlreadyExists</c>, <c>SecretUnreadable</c>, and what either catalog says.</exception>
    public async Task<CatalogCopy> CopyCatalogAsync(string destination, CatalogCopyOptions options, CancellationToken cancellationToken)
    {
        using var other = new StageEngine(Home, destination);
        await other.Stages.EndDeadAsync(cancellationToken).ConfigureAwait(false);
        return await new CatalogCopier(_catalog, Home).CopyAsync(other._catalog, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes stages, connections and file formats into a file that this user alone can read.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="passphrase">Encrypts the key of the secrets, which then is in the file too; null for secrets without their key.</param>
    /// <param name="replace">Whether an older file goes.</param>
    /// <param name="cancellationToken">Ends it; the file is not written then.</param>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>, <c>OptionInvalid</c>, <c>SecretUnreadable</c>.</exception>
    public Task<CatalogCopy> BackupCatalogAsync(string path, string? passphrase, bool replace, CancellationToken cancellationToken) =>
        new CatalogCopier(_catalog, Home).BackupAsync(path, passphrase, replace, cancellationToken);

    /// <summary>Brings back what such a file holds, all of it or nothing.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="passphrase">Opens the key in the file; null for the keys that this catalog has.</param>
    /// <param name="options">What is done where there is more than one way.</param>
    /// <param name="cancellationToken">Ends it; nothing is restored then.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>CatalogTooNew</c>, <c>CatalogCorrupt</c>, <c>SecretUnreadable</c>, and as
    /// <see cref="CopyCatalogAsync"/>.</exception>
    public async Task<CatalogCopy> RestoreCatalogAsync(
        string path, string? passphrase, CatalogCopyOptions options, CancellationToken cancellationToken)
    {
        await Stages.EndDeadAsync(cancellationToken).ConfigureAwait(false);
        return await new CatalogCopier(_catalog, Home).RestoreAsync(path, passphrase, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends this engine's temporary stages and closes the catalog.</summary>
    public void Dispose()
    {
        if (_sql.IsValueCreated)
            Sql.Dispose();

        Stages.Dispose();
        _catalog.Dispose();
    }
}
