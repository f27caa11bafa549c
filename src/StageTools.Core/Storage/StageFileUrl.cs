namespace StageTools.Storage;

/// <summary>A URL by which one file can be read or written for a while without credentials (Databend PRESIGN).</summary>
/// <param name="Method">GET or PUT.</param>
/// <param name="Url">The URL as every client takes it, a text: whoever holds it may do what it is for.</param>
/// <param name="Headers">Headers that must be sent with it.</param>
/// <param name="ExpiresOn">When it ends, UTC.</param>
/// <param name="Path">The file's stage path.</param>
public sealed record StageFileUrl(string Method, string Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresOn, string Path);
