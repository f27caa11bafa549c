namespace StageTools.Storage;

/// <summary>What a presigned URL is for.</summary>
/// <param name="ForWriting">Whether a file may be written by it; else read.</param>
/// <param name="ExpiresIn">How long it holds: one second to seven days (AWS Signature Version 4).</param>
public sealed record PresignOptions(bool ForWriting, TimeSpan ExpiresIn)
{
    /// <summary>The content type that whoever writes must send; null for any.</summary>
    public string? ContentType { get; init; }
}
