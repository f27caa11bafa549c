namespace StageTools.Export;

/// <summary>What a shard wrote below the target before: it leaves for what the shard writes now, and nothing of others does.</summary>
internal sealed class ShardFiles(ExportTarget target, ExportOptions options)
{
    private readonly int _count = options.Shard!.Count;
    private readonly StageKey _folder = target.File.Parent;
    private readonly string _prefix = PartNames.PrefixOf(target.File);

    /// <summary>What the names of the shard's files begin with.</summary>
    public string Stem { get; } = PartNames.StemOf(target.File);

    /// <summary>The shard's files that are there.</summary>
    /// <param name="written">The folders that it writes to; null where that is not known yet.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>FileAlreadyExists</c> where rows would be there twice: for files of as many shards as now are not, and for
    /// the shard's own where this export writes none, which may be another export's.</exception>
    public async Task<List<StoreItem>> FindAsync(IReadOnlySet<StageKey>? written, CancellationToken cancellationToken)
    {
        var own = new List<StoreItem>();
        var known = options.PartitionBy.Count > 0;
        var shapes = (known ? [Shape(options.PartitionBy)] : (written ?? new HashSet<StageKey>()).Select(ShapeOf).OfType<string>())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var item in ItemsAsync(cancellationToken).ConfigureAwait(false))
        {
            var key = StageKey.FromStore(item.Key);
            var isOwn = PartNames.IsOf(Stem, key.Name);
            var isInPlace = key.Parent == _folder || (ShapeOf(key.Parent) is { } shape && shapes.Contains(shape));
            if (isInPlace || written?.Contains(key.Parent) == true)
            {
                if (isOwn)
                    own.Add(item);
                else
                    RequireSameCount(item, key.Name);
            }
            else if (isOwn && (known || written is not null))
            {
                throw Refused(item, "of an earlier export of this shard, or of another export");
            }
            else if (known || !options.IsPartitioned || IsNamed(key.Parent.Value))
            {
                RequireSameCount(item, key.Name);
            }
        }

        return own;
    }

    /// <summary>Whether another, living or dead, may still give the shard's files their names.</summary>
    public async Task<bool> IsClaimedAsync(CancellationToken cancellationToken)
    {
        var claim = JobName.Of(_folder, Stem, string.Empty).Target;
        return (await target.Store.Jobs.FindAsync(_folder, cancellationToken).ConfigureAwait(false)).Any(job => job.Target == claim);
    }

    // All that may be a partition's is below one prefix; a target without partitions is looked at alone, and what lies in folders like theirs.
    private async IAsyncEnumerable<StoreItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var store = target.Store;
        if (options.IsPartitioned)
        {
            await foreach (var item in FilesAsync(store.ListAsync(_folder.AsPrefix, MayHold, cancellationToken)).ConfigureAwait(false))
                yield return item;

            yield break;
        }

        await foreach (var item in store.ListFolderAsync(_folder, NameSelection.All, cancellationToken).ConfigureAwait(false))
        {
            if (!item.IsFolder)
            {
                yield return item;
                continue;
            }

            var key = StageKey.FromStore(item.Key);
            if (MayHold(key.Value))
            {
                await foreach (var below in FilesAsync(store.ListAsync(key.AsPrefix, MayHold, cancellationToken)).ConfigureAwait(false))
                    yield return below;
            }
        }
    }

    private async IAsyncEnumerable<StoreItem> FilesAsync(IAsyncEnumerable<StoreItem> items)
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item is { IsFolder: true, Error: { } denied })
                throw denied;

            if (!item.IsFolder && StageKey.FromStore(item.Key).Parent is var folder && (folder == _folder || MayHold(folder.Value)))
                yield return item;
        }
    }

    private bool MayHold(string folder) => options.HasFolderValue || IsNamed(folder);

    /// <summary>Whether a folder is below the target, and named as <c>column=value</c> all the way.</summary>
    private bool IsNamed(string folder) => folder.Length > _folder.AsPrefix.Length
        && folder[_folder.AsPrefix.Length..].Split('/').All(static name => name.Contains('=', StringComparison.Ordinal));

    /// <summary>By which columns a folder below the target is named, where it is by some: those of this export's own folders make it one of
    /// them.</summary>
    private string? ShapeOf(StageKey folder) => !IsNamed(folder.Value) ? null : Shape(folder.Value[_folder.AsPrefix.Length..].Split('/')
        .Select(static name => Uri.UnescapeDataString(name[..name.IndexOf('=', StringComparison.Ordinal)])));

    private static string Shape(IEnumerable<string> columns) => string.Join('\0', columns);

    private void RequireSameCount(StoreItem item, string name)
    {
        if (name.StartsWith(_prefix, StringComparison.Ordinal) && PartNames.IsPart(name[_prefix.Length..])
            && PartNames.ShardsOf(name) is var count && count != _count && (count is not null || !options.Append))
        {
            var others = count is null ? "without shards" : $"of {count} shards, and this one has {_count}";
            throw Refused(item, $"of an earlier export {others}");
        }
    }

    private StageException Refused(StoreItem other, string origin)
    {
        var shown = target.Store.Show(StageKey.FromStore(other.Key));
        return StageErrorCode.FileAlreadyExists.Error(
            $"'{shown}' is {origin}, so that rows would be there twice; remove it, or write to another folder.", shown);
    }
}

/// <summary>Which folders of a partitioned export are a shard's.</summary>
/// <param name="shard">The shard.</param>
/// <param name="below">The folder that they lie in.</param>
internal sealed class FolderShare(Shard shard, StageKey below)
{
    private string? _last;
    private bool _holds;

    /// <summary>Whether a folder, relative to that one, is the shard's.</summary>
    public bool Holds(ReadOnlySpan<char> folder)
    {
        if (_last is null || !folder.SequenceEqual(_last))
        {
            _last = folder.ToString();
            _holds = shard.Holds((_last.Length == 0 ? below : below.Append(_last)).Value);
        }

        return _holds;
    }
}
