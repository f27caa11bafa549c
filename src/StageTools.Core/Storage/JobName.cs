namespace StageTools.Storage;

/// <summary>
/// A job's own files in the folder that it writes to, which no listing shows: the journal, whose life is the job's; the list of its files, once all
/// are whole; and, in folders, the files themselves before they have their names.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="Target">What of the folder the job writes, as a hash: two jobs of one target would be in each other's way.</param>
/// <param name="Id">The job.</param>
internal sealed partial record JobName(StageKey Folder, string Target, string Id)
{
    /// <summary>What all files begin with that are StageTools' own.</summary>
    public const string Prefix = ".stagetools-";

    /// <summary>The journal.</summary>
    public StageKey Journal => Folder.Append($"{Prefix}{Target}-{Id}.journal");

    /// <summary>The list.</summary>
    public StageKey List => Folder.Append($"{Prefix}{Target}-{Id}.list");

    /// <summary>The name of a new job.</summary>
    /// <param name="folder">The folder that it writes to.</param>
    /// <param name="target">The name in it that all its files begin with; empty for files of names that nobody else has.</param>
    /// <param name="id">What tells the job from all others.</param>
    public static JobName Of(StageKey folder, string target, string id) =>
        new(folder, XxHash64.HashToUInt64(MemoryMarshal.AsBytes(target.AsSpan())).ToString("x16", CultureInfo.InvariantCulture), id);

    /// <summary>The name of a new job that has no target, and is in nobody's way.</summary>
    /// <param name="folder">The folder that it writes to.</param>
    /// <param name="id">What tells the job from all others; null for what nothing else has.</param>
    public static JobName OfNoTarget(StageKey folder, string? id = null)
    {
        // No file can be called that.
        id ??= Guid.NewGuid().ToString("N");
        return Of(folder, "/" + id, id);
    }

    /// <summary>The job that a file is the journal of; null for any other file.</summary>
    public static JobName? OfJournal(string key) => Journals().Match(key) is { Success: true } match
        ? new JobName(StageKey.FromStore(key).Parent, match.Groups["target"].Value, match.Groups["id"].Value)
        : null;

    /// <summary>The name of a file of the job that is whole and has no name of its own yet.</summary>
    public static string NewStaged(string id) => $"{Prefix}{id}-{Guid.NewGuid():N}.staged";

    /// <summary>Whether a file is one of the job's that has no name of its own yet.</summary>
    public static bool IsStaged(string name, string id) => name.StartsWith($"{Prefix}{id}-", StringComparison.Ordinal) && Staged().IsMatch(name);

    /// <summary>Whether a file is the job's by its name alone: what has the job's id in its name is nobody else's.</summary>
    public bool IsNamedAfter(string key) => key[(key.LastIndexOf('/') + 1)..].Contains(Id, StringComparison.Ordinal);

    /// <summary>Whether the last segment of a key is the name of a job's own file.</summary>
    public static bool IsHidden(ReadOnlySpan<char> key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && (
                name.EndsWith(".journal", StringComparison.Ordinal)
                    || name.EndsWith(".list", StringComparison.Ordinal)
                    || name.EndsWith(".staged", StringComparison.Ordinal));
    }

    [GeneratedRegex(
        @"(^|/)(?<name>\.stagetools-(?<target>[0-9a-f]{16})-(?<id>[0-9a-f]{32})\.journal)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Journals();

    [GeneratedRegex(
        @"^\.stagetools-[0-9a-f]{32}-[0-9a-f]{32}\.staged\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Staged();
}

/// <summary>Who runs a job; nothing is decided by it.</summary>
/// <param name="By">The user, the machine and the process.</param>
/// <param name="Since">When it began, by that machine's clock.</param>
internal sealed record JobOwner(string By, DateTimeOffset Since)
{
    private const int MostShown = 200;

    /// <summary>This very process.</summary>
    public static JobOwner Now() =>
        new($"{Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}", DateTimeOffset.UtcNow);

    /// <summary>Reads what a journal says; null where it says nothing that can be read.</summary>
    public static JobOwner? Read(ReadOnlySpan<byte> journal)
    {
        try
        {
            // What somebody else wrote goes into a message: nothing but letters, and not for ever.
            return JsonSerializer.Deserialize(journal, JobOwnerJson.Default.JobOwner) is { By: { } by } owner
                ? owner with { By = new string([.. by.Where(static c => !char.IsControl(c)).Take(MostShown)]) }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What stands in the journal.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JobOwnerJson.Default.JobOwner);
}

/// <summary>How an owner is written down.</summary>
[JsonSerializable(typeof(JobOwner))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class JobOwnerJson : JsonSerializerContext;
