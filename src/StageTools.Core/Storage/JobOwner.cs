using System.Text.Json;

namespace StageTools.Storage;

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
