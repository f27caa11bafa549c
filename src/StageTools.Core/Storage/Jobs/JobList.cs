namespace StageTools.Storage.Jobs;

/// <summary>The files of a job, written down when all of them are whole and before the first has its name.</summary>
/// <param name="Replaces">Whether older files leave. Such a job is done from here on: whoever finds it dead ends it. Any other is undone.</param>
/// <param name="Files">The new files.</param>
/// <param name="Older">The files that leave, as they were.</param>
internal sealed record JobList(bool Replaces, IReadOnlyList<PendingFile> Files, IReadOnlyList<OlderFile> Older)
{
    private const int Version = 2;

    // Its keys were those of the stage by whose root the job wrote.
    private const int VersionOfStageKeys = 1;
    private const long MostBytes = 512L << 20;

    /// <summary>A new list.</summary>
    /// <param name="files">The new files.</param>
    /// <param name="older">The files that leave; null where the job replaces nothing.</param>
    public static JobList Of(IReadOnlyList<PendingFile> files, IReadOnlyCollection<StoreItem>? older) =>
        new(older is not null, files, [.. (older ?? []).Select(OlderFile.Of)]);

    /// <summary>What is written. Its keys are those of the job's folder: it may have another name by then, or be reached by another stage.</summary>
    public byte[] ToJson(JobName job, IJobStore store)
    {
        var above = job.Folder.AsPrefix.Length;
        return JsonSerializer.SerializeToUtf8Bytes(
            new WrittenList(
                Version,
                Replaces,
                [.. Files.Select(file => JsonSerializer.SerializeToElement(file with { Key = file.Key[above..] }, store.PendingType))],
                [.. Older.Select(file => file with { Key = file.Key[above..] })]),
            JobJson.Default.WrittenList);
    }

    /// <summary>Reads a list. Somebody else may have laid it there: what is not whole, or speaks of anything outside the job's own folder, is
    /// none.</summary>
    public static async Task<JobList?> ReadAsync(Stream stream, JobName job, IJobStore store, CancellationToken cancellationToken)
    {
        try
        {
            if ((stream.CanSeek && stream.Length > MostBytes)
                || await JsonSerializer.DeserializeAsync(stream, JobJson.Default.WrittenList, cancellationToken).ConfigureAwait(false)
                    is not { Version: Version or VersionOfStageKeys, Files: not null, Older: not null } list)
            {
                return null;
            }

            var above = list.Version == VersionOfStageKeys ? string.Empty : job.Folder.AsPrefix;
            PendingFile?[] files = [.. list.Files.Select(file => (PendingFile?)file.Deserialize(store.PendingType))
                .Select(file => file is null ? null : file with { Key = above + file.Key })];
            OlderFile?[] older = [.. list.Older.Select(file => file is null ? null : file with { Key = above + file.Key })];
            return files.All(file => file is { Size: >= 0 } && IsBelow(file.Key, job) && store.IsOf(file, job))
                && older.All(file => file is not null && IsBelow(file.Key, job))
                ? new JobList(list.Replaces, files!, older!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsBelow(string key, JobName job) =>
        StageKey.IsCanonical(key) && key.StartsWith(job.Folder.AsPrefix, StringComparison.Ordinal) && !JobName.IsHidden(key);
}

/// <summary>A file that leaves, or whose place a new one takes.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
/// <param name="ETag">Its entity tag; null in folders.</param>
internal sealed record OlderFile(string Key, long Size, long Modified, string? ETag)
{
    /// <summary>A file as it is.</summary>
    public static OlderFile Of(StoreItem item) => new(item.Key, item.Size, item.LastModified.UtcTicks, item.ETag);

    /// <summary>Whether a file is still as it was.</summary>
    public bool Is(StoreItem there) => there is { IsFolder: false }
        && there.HasSameContent(
            new StoreItem(Key, Size, new DateTimeOffset(Math.Clamp(Modified, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero)) { ETag = ETag });
}

/// <summary>A list as it stands in its file.</summary>
/// <param name="Version">Of what a list says.</param>
/// <param name="Replaces">As the list has it.</param>
/// <param name="Files">The new files, each as its store says it.</param>
/// <param name="Older">As the list has it.</param>
internal sealed record WrittenList(int Version, bool Replaces, IReadOnlyList<JsonElement> Files, IReadOnlyList<OlderFile?> Older);

/// <summary>How lists are written down.</summary>
[JsonSerializable(typeof(WrittenList))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class JobJson : JsonSerializerContext;
