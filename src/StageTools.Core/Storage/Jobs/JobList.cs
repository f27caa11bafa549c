using System.Text.Json;
using StageTools.Paths;

namespace StageTools.Storage.Jobs;

/// <summary>The files of a job, written down when all of them are whole and before the first has its name.</summary>
/// <param name="Version">Of what a list says.</param>
/// <param name="Replaces">Whether older files leave. Such a job is done from here on: whoever finds it dead ends it. Any other is undone.</param>
/// <param name="Files">The new files.</param>
/// <param name="Older">The files that leave, as they were.</param>
internal sealed record JobList(int Version, bool Replaces, IReadOnlyList<PendingFile> Files, IReadOnlyList<OlderFile> Older)
{
    private const int ThisVersion = 1;
    private const long MostBytes = 512L << 20;

    /// <summary>A new list.</summary>
    public static JobList Of(bool replaces, IReadOnlyList<PendingFile> files, IEnumerable<StoreItem> older) =>
        new(
            ThisVersion, replaces, files, [.. older.Select(
                static item => new OlderFile(item.Key, item.Size, item.LastModified.UtcTicks, item.ETag))]);

    /// <summary>What is written.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JobJson.Default.JobList);

    /// <summary>Reads a list. Somebody else may have laid it there: what is not whole, or speaks of anything outside the job's own folder, is
    /// none.</summary>
    public static async Task<JobList?> ReadAsync(Stream stream, JobName job, CancellationToken cancellationToken)
    {
        try
        {
            return (!stream.CanSeek || stream.Length <= MostBytes)
                && await JsonSerializer.DeserializeAsync(
                    stream,
                    JobJson.Default.JobList,
                    cancellationToken).ConfigureAwait(false) is { Version: ThisVersion, Files: not null, Older: not null } list
                && list.Files.All(file => IsOfJob(file, job)) && list.Older.All(file => IsBelow(file?.Key, job))
                ? list
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsOfJob(PendingFile? file, JobName job) =>
        file is { Size: >= 0, Parts: not null } && IsBelow(file.Key, job)
        && (file.Name is null ? file.Upload is { Length: > 0 } : file.Upload is null && JobName.IsStaged(file.Name, job.Id));

    private static bool IsBelow(string? key, JobName job) =>
        key is not null && StageKey.IsCanonical(key) && key.StartsWith(job.Folder.AsPrefix, StringComparison.Ordinal) && !JobName.IsHidden(key);
}
