namespace StageTools.Databases.Loading;

/// <summary>What the ledger says of a file that was loaded.</summary>
/// <param name="WithPurge">Whether it was to go when its rows were committed.</param>
internal sealed record LoadedFile(bool WithPurge);
