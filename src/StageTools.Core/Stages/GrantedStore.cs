namespace StageTools.Stages;

/// <summary>The store of a team's stage for who was granted a part of it alone: the rest is refused before the store is asked. What the store itself
/// refuses, by the credentials that the catalog shows, stays refused whatever is said here.</summary>
internal sealed class GrantedStore(IStore store, CatalogEntry entry) : IStore
{
    public string Volume => store.Volume;

    public int MostRequests => store.MostRequests;

    // Where a file lies is enough to read it.
    public ILocalFiles? Local => entry.Rights.HasFlag(StageRights.Read) ? store.Local : null;

    public IJobStore Jobs => For(StageRights.Write).Jobs;

    public string Show(StageKey key) => store.Show(key);

    public string Identify(StageKey key) => store.Identify(key);

    public ItemIdentity? FindIdentity(StageKey key) => store.FindIdentity(key);

    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, Func<string, bool> mayHold, CancellationToken cancellationToken) =>
        For(StageRights.Read).ListAsync(prefix, mayHold, cancellationToken);

    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        For(StageRights.Read).ListFolderAsync(folder, names, cancellationToken);

    // Who writes sees whether something is in his way.
    public Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public Task<StoreItem?> FindFolderAsync(StageKey key, CancellationToken cancellationToken) => store.FindFolderAsync(key, cancellationToken);

    public Task<StoreItem?> FindRecentAsync(StageKey key, bool isFolder, CancellationToken cancellationToken) =>
        store.FindRecentAsync(key, isFolder, cancellationToken);

    public Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken) =>
        For(StageRights.Read).OpenReadAsync(file, offset, cancellationToken);

    public Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken) =>
        For(StageRights.Write).CreateAsync(key, options, cancellationToken);

    public Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken) =>
        For(StageRights.Write).RemoveAsync(keys, cancellationToken);

    public Task<StoreItem?> TryCopyAsync(
        IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) =>
        For(StageRights.Write).TryCopyAsync(source, file, target, options, cancellationToken);

    public Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken) =>
        For(StageRights.Write).MoveAsync(source, target, overwrite, cancellationToken);

    public Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken) =>
        For(StageRights.Write).CreateFolderAsync(folder, cancellationToken);

    public Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken) =>
        For(StageRights.Write).RemoveFolderAsync(folder, recurse, cancellationToken);

    public Task<bool> RemoveAllAsync(CancellationToken cancellationToken) => For(StageRights.Write).RemoveAllAsync(cancellationToken);

    public Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        For(StageRights.Write).RemoveLeftoversAsync(idle, cancellationToken);

    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) =>
        For(options.ForWriting ? StageRights.Write : StageRights.Read).PresignAsync(key, options, cancellationToken);

    private IStore For(StageRights right)
    {
        StageRules.Require(entry, right);
        return store;
    }
}
