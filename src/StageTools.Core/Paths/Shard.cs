namespace StageTools.Paths;

/// <summary>One of n equal parts of a set of files, <c>3/8</c>: what one of n machines works on. Every file is some shard's, and no two's.</summary>
/// <remarks>
/// Which one tells XXH64, of seed 0, of the key's UTF-8 bytes, modulo n: the same on every machine, in every version, and for
/// <c>xxhsum -H64</c>.
/// </remarks>
public sealed record Shard
{
    private const int MostOnStack = 1024;

    private Shard(int index, int count) => (Index, Count) = (index, count);

    /// <summary>Which of them it is, from 1 on.</summary>
    public int Index { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>A shard by its numbers.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for an index that is not one of 1 to <paramref name="count"/>.</exception>
    public static Shard Of(int index, int count) => count >= 1 && index >= 1 && index <= count
        ? new Shard(index, count)
        : throw StageErrorCode.OptionInvalid.Error($"There is no shard {index} of {count}; they are counted from 1: 1/{Math.Max(count, 1)}.", index);

    /// <summary>Reads <c>3/8</c>; or <c>Auto</c> or <c>Auto/8</c>, which a scheduler's variables tell.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for any other text, and where the scheduler does not tell.</exception>
    public static Shard Parse(string text) => Parse(text, Environment.GetEnvironmentVariable);

    /// <summary>The same by these variables.</summary>
    internal static Shard Parse(string text, Func<string, string?> variables)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (first, last) = slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
        var isAuto = first.Equals(ShardVariables.Auto, StringComparison.OrdinalIgnoreCase);
        if (isAuto && last is null)
            return new ShardVariables(variables).Find();

        if (Number(last) is { } count)
        {
            if (isAuto)
                return new ShardVariables(variables).Find(count);

            if (Number(first) is { } index)
                return Of(index, count);
        }

        throw StageErrorCode.OptionInvalid.Error(
            $"'{text}' is no shard; write 3/8 for the third of eight, Auto in a Slurm array or an array job of AWS Batch, or Auto/8 in a job of "
                + "Kubernetes.",
            text);
    }

    /// <summary>Whether a file is this shard's.</summary>
    public bool Holds(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var length = Encoding.UTF8.GetByteCount(key);
        var bytes = length <= MostOnStack ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(key, bytes);
        return XxHash64.HashToUInt64(bytes) % (ulong)Count == (ulong)(Index - 1);
    }

    /// <summary>As it is written: <c>3/8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>A number without sign or blanks; null for any other text.</summary>
    internal static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What schedulers say in the environment of one of a job's tasks.</summary>
/// <param name="variables">The environment.</param>
internal sealed class ShardVariables(Func<string, string?> variables)
{
    /// <summary>What asks for it.</summary>
    public const string Auto = "Auto";

    private const string SlurmId = "SLURM_ARRAY_TASK_ID";
    private const string SlurmLeast = "SLURM_ARRAY_TASK_MIN";
    private const string SlurmMost = "SLURM_ARRAY_TASK_MAX";
    private const string SlurmStep = "SLURM_ARRAY_TASK_STEP";
    private const string SlurmCount = "SLURM_ARRAY_TASK_COUNT";
    private const string BatchIndex = "AWS_BATCH_JOB_ARRAY_INDEX";
    private const string BatchSize = "AWS_BATCH_JOB_ARRAY_SIZE";
    private const string KubernetesIndex = "JOB_COMPLETION_INDEX";

    /// <summary>The shard by a scheduler that says how many there are.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where none does, or not plainly.</exception>
    public Shard Find() => (Has(SlurmId), Has(BatchIndex)) switch
    {
        (true, true) => throw StageErrorCode.OptionInvalid.Error(
            $"{SlurmId} and {BatchIndex} are both set, and only one of them can say which shard this is; write the shard itself, such as 3/8.", Auto),
        (true, false) => OfSlurm(),
        (false, true) => Shard.Of(Index(BatchIndex, Number(BatchSize)) + 1, Number(BatchSize)),
        _ when Has(KubernetesIndex) => throw StageErrorCode.OptionInvalid.Error(
            $"Kubernetes says which part of a job this is ({KubernetesIndex}), and not of how many; write Auto/8 for a job of 8 completions.", Auto),
        _ => throw StageErrorCode.OptionInvalid.Error(
            $"No scheduler says which shard this is: neither {SlurmId} nor {BatchIndex} is set. Write the shard itself, such as 3/8, or Auto/8 where "
                + $"{KubernetesIndex} is.",
            Auto),
    };

    /// <summary>The shard where the scheduler says which one it is, and somebody else of how many.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where none does, and for an index beyond.</exception>
    public Shard Find(int count)
    {
        if (Has(KubernetesIndex) && !Has(SlurmId) && !Has(BatchIndex))
            return Shard.Of(Index(KubernetesIndex, count) + 1, count);

        var found = Find();
        return found.Count == count
            ? found
            : throw StageErrorCode.OptionInvalid.Error(
                $"The scheduler runs {found.Count} parts, and Auto/{count} wants {count}; write Auto.",
                Auto);
    }

    private static int Checked(long index, long count, string name) => index < count
        ? (int)index
        : throw StageErrorCode.OptionInvalid.Error(
            $"{name} is {index}, and of {count} parts, counted from 0, the last is {count - 1}: no shard is this one's; say as many as the job has.",
            name);

    // A part that is submitted again has other bounds, by which it would be another's shard, and files would be nobody's.
    private Shard OfSlurm()
    {
        var (id, least, most) = (Number(SlurmId), Number(SlurmLeast), Number(SlurmMost));
        var (step, count) = (Math.Max(Number(SlurmStep), 1), Number(SlurmCount));
        var isWhole = (long)most - least == (count - 1L) * step && id >= least && ((long)id - least) % step == 0;
        return isWhole
            ? Shard.Of(Checked(((long)id - least) / step, count, SlurmId) + 1, count)
            : throw StageErrorCode.OptionInvalid.Error(
                $"The Slurm array has {count} tasks from {least} to {most} by {step}, so some are left out, as where a part is submitted again; "
                    + "write the shard itself, such as 3/8, as it was in the whole array.",
                Auto);
    }

    private int Index(string name, int count) => Checked(Number(name), count, name);

    private bool Has(string name) => !string.IsNullOrEmpty(variables(name));

    private int Number(string name) => Shard.Number(variables(name)) ?? throw StageErrorCode.OptionInvalid.Error(
        $"{name} is {(variables(name) is { } text ? $"'{text}'" : "not set")}, and should be a number; write the shard itself, such as 3/8.", name);
}
