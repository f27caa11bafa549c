namespace StageTools.Storage.Buckets.Services;

/// <summary>How entity tags are written (RFC 9110: in quotes); here they are kept without.</summary>
internal static class EntityTag
{
    /// <summary>A tag without its quotes; null where there is none.</summary>
    public static string? Read(string? quoted) => quoted?.Trim('"') is { Length: > 0 } tag ? tag : null;

    /// <summary>A tag as a condition has it; null for none.</summary>
    public static string? Quoted(string? tag) => tag is null ? null : $"\"{tag}\"";
}
