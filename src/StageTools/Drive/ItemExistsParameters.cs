using System.Management.Automation;

namespace StageTools.Drive;

/// <summary>What Test-Path takes on a stage drive beyond its own parameters.</summary>
public sealed class ItemExistsParameters
{
    /// <summary>Whether it was written before this time. What has no time, such as a folder of a bucket, was not.</summary>
    [Parameter]
    public DateTime? OlderThan { get; set; }

    /// <summary>Whether it was written after this time. What has no time, such as a folder of a bucket, was not.</summary>
    [Parameter]
    public DateTime? NewerThan { get; set; }

    /// <summary>Whether an item's time is as asked for.</summary>
    internal bool Has(DateTimeOffset? time) =>
        (OlderThan is not { } older || (time is { } before && before.UtcDateTime < older.ToUniversalTime()))
        && (NewerThan is not { } newer || (time is { } after && after.UtcDateTime > newer.ToUniversalTime()));
}
