namespace StageTools.Catalog;

/// <summary>A catalog provider: where stages are registered. Safe for many processes at once; every method is atomic.</summary>
/// <remarks>All methods throw <see cref="StageException"/> with <c>CatalogBusy</c>, <c>CatalogReadOnly</c>, <c>CatalogTooNew</c>,
/// <c>CatalogCorrupt</c> or <c>CatalogUnavailable</c>.</remarks>
public interface IStageCatalog : IDisposable
{
    /// <summary>The stage of that name, or null.</summary>
    Task<CatalogEntry?> FindAsync(StageName name, CancellationToken cancellationToken);

    /// <summary>The stages whose names begin with a text, without case, by name; all of them where it is empty.</summary>
    Task<IReadOnlyList<CatalogEntry>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The names of the same stages.</summary>
    Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Whether at least one stage takes files (MatrixOne's export policy asks).</summary>
    Task<bool> AnyEnabledAsync(CancellationToken cancellationToken);

    /// <summary>Registers a stage. With <paramref name="replace"/> an older one of the name goes, and the files of an internal one are given
    /// up.</summary>
    /// <param name="name">The stage's name.</param>
    /// <param name="make">Makes what is registered, while nobody else can write: its secrets are sealed with the key that is the catalog's
    /// then. It may begin a session.</param>
    /// <param name="replace">Whether an older one goes.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageAlreadyExists"/>.</exception>
    Task<CatalogEntry> AddAsync(StageName name, Func<CatalogEntry> make, bool replace, CancellationToken cancellationToken);

    /// <summary>Changes a stage, its name included, and returns it as it is now. What its directory table listed is forgotten with the very change
    /// by which its files lie elsewhere, or it has no table any more.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageNotFound"/>; <see cref="StageErrorCode.StageAlreadyExists"/> when the new name
    /// is taken.</exception>
    Task<CatalogEntry> UpdateAsync(StageName name, Func<CatalogEntry, CatalogEntry> change, CancellationToken cancellationToken);

    /// <summary>Changes the sealed secrets of all stages and connections that have any, while nobody else can write; all are changed, or none
    /// is.</summary>
    /// <returns>How many those are.</returns>
    Task<int> ResealAsync(Func<IReadOnlyList<SealedSecrets>, IReadOnlyList<SealedSecrets>> reseal, CancellationToken cancellationToken);

    /// <summary>What messages call the catalog: its file, or its database and server. No two have one name.</summary>
    string Location { get; }

    /// <summary>All that is kept for good, as it is at one moment; temporary stages are not.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.AccessDenied"/> for who does not see all of it.</exception>
    Task<CatalogContent> ReadContentAsync(CancellationToken cancellationToken);

    /// <summary>Writes many things in one transaction: all of them, or nothing. What has the name of one of them, or a stage its id, goes.</summary>
    /// <param name="make">Makes what is written of what is there, temporary stages too, while nobody else can write; what it refuses changes nothing.
    /// A connection or file format that replaces another has its id, and is put there as <see cref="INamedEntries.PutAsync"/> does.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    Task WriteContentAsync(Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken);

    /// <summary>Takes a stage off the catalog and returns it, or null where there is none. The files of an internal one are given up unless
    /// kept.</summary>
    Task<CatalogEntry?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken);

    /// <summary>What is nobody's any more, or may be.</summary>
    Task<CatalogRemains> ListRemainsAsync(CancellationToken cancellationToken);

    /// <summary>Says that the files of a given-up stage are gone.</summary>
    Task ForgetDiscardedAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes the temporary stages of a session off the catalog and gives their files up.</summary>
    Task EndSessionAsync(string session, CancellationToken cancellationToken);

    /// <summary>The bucket that the catalog names for internal stages and everybody's own, without its secrets; null for this machine's.</summary>
    Task<CatalogStorage?> FindStorageAsync(CancellationToken cancellationToken) => Task.FromResult<CatalogStorage?>(null);

    /// <summary>Who the sessions are, and which of them are over.</summary>
    IStageSessions Sessions { get; }

    /// <summary>The directory tables of all stages; that of a stage goes with it.</summary>
    IDirectoryTable Directory { get; }

    /// <summary>The connections and file formats that stages may refer to.</summary>
    INamedEntries Named { get; }

    /// <summary>Who may use which stage; null for a catalog that is one user's alone.</summary>
    ITeamCatalog? Team => null;

    /// <summary>Whether it can be asked without waiting for a connection to another machine.</summary>
    bool IsConnected => true;
}

/// <summary>The listings of stages that a catalog keeps. Every method is atomic.</summary>
public interface IDirectoryTable
{
    /// <summary>Lists a stage anew; readers see the old listing until the new one is whole, and the entry says when that was.</summary>
    /// <param name="stage">The stage as it was when the listing began: one whose files lie elsewhere by then shows none of it.</param>
    /// <param name="items">Its files.</param>
    /// <param name="cancellationToken">Ends it; the old listing stays.</param>
    /// <returns>How many files it lists now.</returns>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageNotFound"/> for a stage that was dropped meanwhile, or lies
    /// elsewhere.</exception>
    Task<long> RefreshAsync(CatalogEntry stage, IAsyncEnumerable<StoreItem> items, CancellationToken cancellationToken);

    /// <summary>The files whose keys begin with a text, in key order.</summary>
    IAsyncEnumerable<StoreItem> ListAsync(string id, string prefix, CancellationToken cancellationToken);
}

/// <summary>What became of the key of the catalog's secrets.</summary>
/// <param name="Stages">How many stages and connections have secrets, all of them encrypted with the new key now.</param>
/// <param name="KeyId">What tells the new key from others: the first 4 bytes of its SHA-256, in hexadecimal digits.</param>
/// <param name="Location">Where the key is: the path of <c>catalog.key</c>, or the name of the environment variable.</param>
public sealed record StageKeyUpdate(int Stages, string KeyId, string Location);
