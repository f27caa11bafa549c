namespace StageTools.Export.Parts;

/// <summary>How an export lays its rows in files.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether files that are there are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Whether files of new names go beside those that are in their folder already, as all statements have it. Without it those are an error, or,
    /// with
    /// <see cref="Overwrite"/>, leave when the new ones are whole.
    /// </summary>
    public bool Append { get; init; } = true;

    /// <summary>How large a file may become, in bytes before compression; null for one file. A file holds at least a row, and a row is never
    /// cut.</summary>
    public long? MaxFileSize { get; init; }

    /// <summary>The columns whose values name the folders that rows go to: <c>year=2026/region=_NULL_/</c>.</summary>
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>Whether each row has one value more than there are columns: the folder it goes to, relative to the target, null for
    /// <c>_NULL_</c>.</summary>
    public bool HasFolderValue { get; init; }

    /// <summary>The shard that writes: it stands in the names of its files, which take the place of all that the same shard wrote before. Null
    /// where one writes all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Whether every shard has all rows, and writes those whose folders are its own; else its rows are its own.</summary>
    public bool SharesFolders { get; init; }

    /// <summary>Whether nothing is written: rows are counted and measured, and what cannot be written is told.</summary>
    public bool Validate { get; init; }

    /// <summary>Whether rows go to several folders.</summary>
    public bool IsPartitioned => HasFolderValue || PartitionBy.Count > 0;

    /// <summary>Whether there may be several files.</summary>
    internal bool MayBeMany => IsPartitioned || MaxFileSize is not null;

    /// <summary>How many bytes of rows wait in memory while they are for several folders in no order; more wait on this machine's disk.</summary>
    internal long MostHeld { get; init; } = 32 << 20;

    /// <summary>What lends that memory; null where rows go to one folder.</summary>
    internal BufferSlabs? Slabs { get; init; }

    /// <summary>Sees to it that the options can be had, and suit the target.</summary>
    internal void Require(ExportTarget target)
    {
        if (MaxFileSize is <= 0)
        {
            throw StageErrorCode.OptionInvalid.Error($"A file cannot be at most {MaxFileSize} bytes; give a size of at least 1.", MaxFileSize);
        }

        if (IsPartitioned && !target.IsFolder)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{target.Store.Show(target.File)}' is one file, and partitions are many; end the path with a slash.",
                target.Store.Show(target.File));
        }

        if (Shard is not null)
            RequireShard(target);
    }

    private void RequireShard(ExportTarget target)
    {
        if (!target.IsFolder)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{target.Store.Show(target.File)}' is one file, which every shard would write; name a folder, whose files have the shard in their "
                    + "names.",
                target.Store.Show(target.File));
        }

        if (Overwrite)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "A shard replaces what it wrote before by itself, and nothing of others; leave out what replaces files.", target.To.ToString());
        }

        if (SharesFolders && !IsPartitioned)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "The rows are no files' that shards could have parts of, so every shard would write all of them; partition them by a column, whose "
                    + "folders are shared out.",
                target.To.ToString());
        }
    }
}
