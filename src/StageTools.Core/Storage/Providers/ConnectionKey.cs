namespace StageTools.Storage.Providers;

/// <summary>A key of Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
/// <param name="Name">Its one spelling, by which it is kept.</param>
/// <param name="Others">Its other spellings.</param>
internal sealed record ConnectionKey(string Name, params IReadOnlyList<string> Others)
{
    /// <summary>Whether what it says is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Why it is known, and refused all the same: a sentence; null for a key that is served.</summary>
    public string? Refusal { get; init; }
}
