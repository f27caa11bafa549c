namespace StageTools.Catalog;

/// <summary>What became of the key of the catalog's secrets.</summary>
/// <param name="Stages">How many stages have secrets, all of them encrypted with the new key now.</param>
/// <param name="KeyId">What tells the new key from others: the first 4 bytes of its SHA-256, in hexadecimal digits.</param>
/// <param name="Location">Where the key is: the path of <c>catalog.key</c>, or the name of the environment variable.</param>
public sealed record StageKeyUpdate(int Stages, string KeyId, string Location);
