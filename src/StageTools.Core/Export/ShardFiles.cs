namespace StageTools.Export;

/// <summary>What a shard wrote below the target before: all of it, and nothing of others, leaves for what it writes now.</summary>
internal sealed class ShardFiles(ExportTarget target, ExportOptions options)
{
    private readonly int _count = options.Shard!.Count;
    private readonly string _prefix = PartNames.PrefixOf(target.File);

    /// <summary>What the names of the shard's files begin with.</summary>
    public string Stem { get; } = PartNames.StemOf(target.File);

    /// <summary>The shard's files that are there.</summary>
    /// <exception cref="StageException"><c>FileAlreadyExists</c> for files of as many shards as now are not: rows would be there twice.</exception>
    public async Task<List<StoreItem>> FindAsync(CancellationToken cancellationToken)
    {
        var (store, folder, own) = (target.Store, target.File.Parent, new List<StoreItem>());
        var items = options.IsPartitioned
            ? store.ListAsync(folder.AsPrefix, cancellationToken)
            : store.ListFolderAsync(folder, NameSelection.All, cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item.IsFolder)
            {
                if (item.Error is { } error)
                    throw error;

                continue;
            }

            if (!IsInPlace(item.Key))
                continue;

            var name = StageKey.FromStore(item.Key).Name;
            if (PartNames.IsOf(Stem, name))
            {
                own.Add(item);
            }
            else if (IsPart(name) && PartNames.ShardsOf(name) is var count && count != _count && (count is not null || !options.Append))
            {
                throw Refused(item, count);
            }
        }

        return own;
    }

    /// <summary>Whether another, living or dead, may still give the shard's files their names.</summary>
    public async Task<bool> IsClaimedAsync(CancellationToken cancellationToken)
    {
        var claim = JobName.Of(target.File.Parent, Stem, string.Empty).Target;
        return (await target.Store.Jobs.FindAsync(target.File.Parent, cancellationToken).ConfigureAwait(false)).Any(job => job.Target == claim);
    }

    private bool IsPart(string name) => name.StartsWith(_prefix, StringComparison.Ordinal) && PartNames.IsPart(name[_prefix.Length..]);

    /// <summary>Whether a file lies where this export may have written it: of partitions by columns, in no folder that is named otherwise.</summary>
    private bool IsInPlace(string key) => options.PartitionBy.Count == 0
        || key[target.File.Parent.AsPrefix.Length..].Split('/').SkipLast(1).All(static folder => folder.Contains('=', StringComparison.Ordinal));

    private StageException Refused(StoreItem other, int? count)
    {
        var shown = target.Store.Show(StageKey.FromStore(other.Key));
        return StageErrorCode.FileAlreadyExists.Error(
            $"'{shown}' is of an earlier export {(count is null ? "without shards" : $"of {count} shards")}, and this one has {_count}, so that rows "
                + "would be there twice; remove it, or write to another folder.",
            shown);
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
