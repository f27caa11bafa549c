using System.Text.Json.Serialization.Metadata;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Worker;

/// <summary>A store whose process dies at one of its steps.</summary>
internal sealed class SteppedStore(IStore store, Steps steps) : IStore, IJobStore
{
    IJobStore IStore.Jobs => this;

    public JsonTypeInfo PendingType => store.Jobs.PendingType;

    public bool NeedsClock => store.Jobs.NeedsClock;

    public string Volume => store.Volume;

    public string Show(StageKey key) => store.Show(key);

    public string Identify(StageKey key) => store.Identify(key);

    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, Func<string, bool> mayHold, CancellationToken cancellationToken) => store.ListAsync(prefix, mayHold, cancellationToken);

    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) => store.ListFolderAsync(folder, names, cancellationToken);

    public Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken) => store.OpenReadAsync(file, offset, cancellationToken);

    public async Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken) =>
        new SteppedWriter(await steps.AroundAsync(() => store.CreateAsync(key, options, cancellationToken)), steps);

    public Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken) => steps.AroundAsync(() => store.RemoveAsync(keys, cancellationToken));

    public Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) => store.TryCopyAsync(source, file, target, options, cancellationToken);

    public Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken) => store.MoveAsync(source, target, overwrite, cancellationToken);

    public Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken) => store.CreateFolderAsync(folder, cancellationToken);

    public Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken) => store.RemoveFolderAsync(folder, recurse, cancellationToken);

    public Task<bool> RemoveAllAsync(CancellationToken cancellationToken) => store.RemoveAllAsync(cancellationToken);

    public Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken) => store.RemoveLeftoversAsync(idle, cancellationToken);

    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) => store.PresignAsync(key, options, cancellationToken);

    public async Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken) => new SteppedLease(await steps.AroundAsync(() => store.Jobs.TakeAsync(job, owner, cancellationToken)), steps);

    Task<IReadOnlyList<JobName>> IJobStore.FindAsync(StageKey folder, CancellationToken cancellationToken) => store.Jobs.FindAsync(folder, cancellationToken);

    public Task<IReadOnlyList<JobName>> FindOthersAsync(JobName mine, CancellationToken cancellationToken) => store.Jobs.FindOthersAsync(mine, cancellationToken);

    public Task<JobSign> LookAsync(JobName job, IJobLease? clock, bool waits, CancellationToken cancellationToken) => store.Jobs.LookAsync(job, ((SteppedLease?)clock)?.Lease, waits, cancellationToken);

    public Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.WriteListAsync(job, list, cancellationToken));

    public Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken) => store.Jobs.OpenListAsync(job, cancellationToken);

    public Task RemoveAsync(StageKey own, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.RemoveAsync(own, cancellationToken));

    public Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.PublishAsync(file, overwrite, cancellationToken));

    public Task FlushAsync(IReadOnlyCollection<StageKey> folders, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.FlushAsync(folders, cancellationToken));

    public bool IsOf(PendingFile file, JobName job) => store.Jobs.IsOf(file, job);

    public Task<bool> IsStagedAsync(PendingFile file, CancellationToken cancellationToken) => store.Jobs.IsStagedAsync(file, cancellationToken);

    public bool IsPublished(PendingFile file, StoreItem there) => store.Jobs.IsPublished(file, there);

    public Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.DiscardAsync(file, cancellationToken));

    public Task DiscardAllAsync(JobName job, CancellationToken cancellationToken) => steps.AroundAsync(() => store.Jobs.DiscardAllAsync(job, cancellationToken));

    private sealed class SteppedLease(IJobLease lease, Steps steps) : IJobLease
    {
        public IJobLease Lease => lease;

        public Task RequireAsync(CancellationToken cancellationToken) => steps.AroundAsync(() => lease.RequireAsync(cancellationToken));

        public Task EndAsync(bool keep) => steps.AroundAsync(() => lease.EndAsync(keep));
    }

    private sealed class SteppedWriter(StoreWriter writer, Steps steps) : StoreWriter
    {
        public override Stream Stream => writer.Stream;

        public override Task<StoreItem> CommitAsync(CancellationToken cancellationToken) => steps.AroundAsync(() => writer.CommitAsync(cancellationToken));

        public override ValueTask DisposeAsync() => writer.DisposeAsync();

        internal override Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) => steps.AroundAsync(() => writer.StageAsync(job, cancellationToken));
    }
}
